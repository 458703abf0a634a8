import { expect } from 'vitest';
import type { Rule } from '../../source/findings/rule.ts';
import type { Completeness, Report, ReportPart, ReportTable } from '../../source/report/report.ts';
import { tellReport, type ReportOptions } from '../../source/report/tell-report.ts';
import { exampleNowMs, exampleRange, type ExampleStore } from '../layouts/example-store.ts';
import type { Range } from '../oracle/shapes.ts';

export const whole: Completeness = {
	alerts: [],
	words: ['12 of 12 objects read whole.'],
	states: [['read whole', 12]],
	listCommand: undefined,
};

/** A report over a store, which must succeed. */
export async function aReport(
	store: ExampleStore,
	options: Partial<ReportOptions> & {
		readonly rules?: readonly Rule[];
		readonly range?: Range;
		readonly trail?: string;
		readonly completeness?: Completeness;
	} = {},
): Promise<Report> {
	const { range = exampleRange, trail = 'prod', completeness = whole, ...wish } = options;
	const outcome = await tellReport(
		store.engine,
		{
			...range,
			nowMs: exampleNowMs,
			timeZone: 'UTC',
			trail,
			madeMs: exampleNowMs,
			completeness,
			findingsCommand: 'trailtop detect run',
		},
		{
			rules: [],
			severity: 'info',
			scope: undefined,
			scoped: text => text,
			onProgress: () => {},
			...wish,
		},
	);
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.report;
}

export function partsOf(report: Report, id: string): readonly ReportPart[] {
	return report.sections.find(section => section.id === id)?.parts ?? [];
}

export function tablesOf(report: Report, id: string): readonly ReportTable[] {
	return partsOf(report, id).filter(part => part.kind === 'table');
}

/** The figures of a section by their labels, with those of before. */
export function figuresOf(report: Report, id: string) {
	return Object.fromEntries(
		partsOf(report, id)
			.flatMap(part => (part.kind === 'figures' ? part.figures : []))
			.map(({ label, count, before }) => [label, [count, before]]),
	);
}

export function notesOf(report: Report, id: string): readonly string[] {
	return partsOf(report, id).flatMap(part => (part.kind === 'note' ? [part.text] : []));
}

/** Runs each query, and holds what the report tells of it against its rows. */
export async function expectNumbersOfQueries(
	store: ExampleStore,
	report: Report,
	range: Range = exampleRange,
): Promise<number> {
	const run = async (id: string, over = range) => {
		const query = report.queries.find(one => one.id === id);
		expect(query, id).toBeDefined();
		return await store.run(query?.text ?? '', query?.range ?? over);
	};

	const periodBefore = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
	let checked = 0;
	for (const part of report.sections.flatMap(({ parts }) => parts)) {
		if (part.kind === 'figures') {
			for (const { queryId, count, before } of part.figures) {
				expect((await run(queryId)).rowCount, queryId).toBe(count);
				if (before !== undefined) {
					expect((await run(queryId, periodBefore)).rowCount, `${queryId} before`).toBe(before);
				}

				checked++;
			}
		} else if (part.kind === 'table' && part.queryId !== undefined) {
			const { rows, rowCount } = await run(part.queryId);
			expect([rows.slice(0, part.rows.length), rowCount]).toEqual([part.rows, part.rowCount]);
			expect(rows[0]?.length ?? part.columns.length).toBe(part.columns.length);
			checked++;
		} else if (part.kind === 'table') {
			checked += await expectRowQueries(part, run);
		} else if (part.kind === 'chart' && part.queryId !== undefined) {
			const { rows } = await run(part.queryId);
			expect(rows.slice(0, part.buckets.length).toReversed()).toEqual(
				part.buckets.map(({ timeMs, counts }) => [timeMs, ...counts]),
			);
			checked++;
		}
	}

	return checked;
}

/** Of a table whose rows have a query each. */
async function expectRowQueries(
	{ columns, rows }: ReportTable,
	run: (id: string) => Promise<{ readonly rowCount: number }>,
): Promise<number> {
	const at = columns.findIndex(({ kind }) => kind === 'query');
	const count = columns.findIndex(({ kind }) => kind === 'count');
	const asked = at < 0 ? [] : rows.filter(row => row[at] !== null);
	for (const row of asked) {
		expect((await run(String(row[at]))).rowCount, String(row[at])).toBe(row[count]);
	}

	return asked.length;
}
