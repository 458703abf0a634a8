import { keyOfAll, numberOf } from '../comparison.ts';
import {
	reader as columnReader,
	readers,
	timesliceColumn,
	withColumn,
	type Row,
} from '../frame/columns.ts';
import type { Table, TableContext } from '../frame/table.ts';
import { rowBytes } from '../spending.ts';
import { printField } from '../syntax/print-expression.ts';
import type { Reader } from '../syntax/reader.ts';
import type { Field, StageNode } from '../syntax/tree.ts';
import { bucketStart, stepOfMs } from '../time/time.ts';
import { readWithin } from './past/within.ts';
import { median, robustScore } from './past/robust-score.ts';
import { adding } from './schema.ts';
import { afterFields, words } from './stage-completion.ts';
import type { Body, Pipelines, StageSpec } from './stage-spec.ts';
import { byFields, plainFieldBy } from './stage-text.ts';

export interface BaselineStage extends StageNode {
	readonly kind: 'baseline';
	readonly field: Field;
	/** Whose values are compared; empty: the keys of the aggregate. */
	readonly by: readonly Field[];
	/** Weeks before the range. */
	readonly weeks: number;
}

const weekMs = 7 * 86_400_000;
const usualWeeks = 8;
/** Weeks that are looked at: the query runs once for each. */
export const baselineWeeksMax = 26;
/** Of fewer weeks nothing is said to be usual. */
const leastWeeks = 3;

const namesOf = ({ field }: BaselineStage) =>
	['expected', 'weeks', 'score'].map(suffix => `${field.name}_${suffix}`);

export const baseline: StageSpec<BaselineStage> = {
	kind: 'baseline',
	help: {
		name: 'baseline',
		group: 'table',
		takes: 'table',
		tier: 'later',
		syntax: 'baseline f [by [hour-of-week,] k] [within 8w]',
		help: 'sets each value beside those of the same hour of the week in the weeks before, or of the same bucket of timeslice: f_expected is their median, f_weeks how many the store has, and f_score how many deviations (1.4826 × MAD) f is from it; of fewer than 3 weeks nothing is expected',
		snippet: 'baseline _count',
		keywords: ['by', 'within'],
		example:
			'| timeslice 1h | count by _timeslice, _user | baseline _count by _user within 4w | where _count_score > 5',
	},
	read: readBaseline,
	print: stage => `baseline ${printField(stage.field)}${byFields(stage.by)} within ${stage.weeks}w`,
	name: () => 'baseline',
	explain: plainFieldBy,
	reads: stage => [stage.field, ...stage.by],
	makes: (stage, before) => adding(before, namesOf(stage)),
	runsBeforeAgain: 'warning',
	run: { class: 'pipelines', inner: () => [], startsAnew: false, run: runBaseline },
	complete: {
		operands: 'fields',
		opens: ['baseline', 'by'],
		follows: [...afterFields, ...words(['within'])],
		offers: ({ last }) => (last.word === 'within' ? words(['4w', '8w', '26w']) : undefined),
	},
	drill: { made: stage => namesOf(stage).map(name => name.toLowerCase()), dropsRows: false },
};

function readBaseline(reader: Reader): Body<BaselineStage> {
	const { start: first, end } = reader.peek();
	const isBare = reader.text.slice(first, end).toLowerCase() === 'by';
	const field = isBare ? { name: '_count', span: reader.span(first, end) } : reader.field();
	const by = readEntity(reader);
	const { start } = reader.peek();
	const within = readWithin(reader);
	const weeks = within === undefined ? usualWeeks : within.ms / weekMs;
	if (!Number.isInteger(weeks) || weeks < 1 || weeks > baselineWeeksMax) {
		reader.fail(
			reader.span(start),
			'baseline looks back whole weeks',
			`write within 1w to ${baselineWeeksMax}w`,
		);
	}

	return { kind: 'baseline', field, by, weeks };
}

const hourOfWeek = /by\s+hour[-_]of[-_]week\b/iy;

/** The keys; the hour of the week is what is compared anyway, and may be named before them. */
function readEntity(reader: Reader): readonly Field[] {
	const { start } = reader.peek();
	hourOfWeek.lastIndex = start;
	const [written] = hourOfWeek.exec(reader.text) ?? [];
	if (written === undefined || start + written.length > reader.limit) {
		return reader.optionalBy();
	}

	reader.moveTo(start + written.length);
	return reader.takeSymbol(',') === undefined ? reader.optionalBy() : reader.fields();
}

/** What one week has: by time and keys, undefined where several rows have the same. */
type Week = ReadonlyMap<string, number | undefined>;

async function runBaseline(
	table: Table,
	stage: BaselineStage,
	context: TableContext,
	pipelines: Pipelines,
): Promise<Table> {
	const stepMs = context.timeslice?.stepMs;
	const time = columnReader(table.columns, timesliceColumn(context));
	if (
		stepMs === undefined ||
		weekMs % stepMs !== 0 ||
		table.rows.every(row => time(row) === null)
	) {
		if (table.rows.length > 0) {
			context.warn(
				'baseline needs buckets of which a week has a whole number: timeslice 1h | count by _timeslice',
			);
		}

		return withAdded(
			table,
			stage,
			table.rows.map(() => [null, 0, null]),
		);
	}

	const { spending } = context;
	const before = spending.used;
	const weeks: Week[] = [];
	for (let back = 1; back <= stage.weeks; back++) {
		if (context.toMs - back * weekMs > pipelines.storeStartMs) {
			const past = await pipelines.earlier(back * weekMs);
			spending.add(past.rows.length * rowBytes(8), stage.span);
			weeks.push(weekOf(past, stage, context, back * weekMs));
		}
	}

	const added = judged(table, stage, context, weeks, pipelines);
	spending.dropTo(before);
	return withAdded(table, stage, added);
}

/** Sets the columns of `namesOf`. */
function withAdded(table: Table, stage: BaselineStage, added: readonly Row[]): Table {
	return namesOf(stage).reduce(
		(before, name, at) =>
			withColumn(
				before,
				name,
				added.map(row => row[at] ?? null),
			),
		table,
	);
}

function entityOf(stage: BaselineStage, context: TableContext, columns: readonly string[]) {
	const title = timesliceColumn(context).toLowerCase();
	const names = stage.by.length > 0 ? stage.by.map(({ name }) => name) : context.keys;
	const fields = names.filter(name => name.toLowerCase() !== title);
	const reads = readers(
		columns,
		fields.map(name => ({ name, span: stage.span })),
	);
	return (row: Row) => keyOfAll(reads.map(read => read(row)));
}

function weekOf(past: Table, stage: BaselineStage, context: TableContext, shiftMs: number): Week {
	const time = columnReader(past.columns, timesliceColumn(context));
	const value = columnReader(past.columns, stage.field.name);
	const entity = entityOf(stage, context, past.columns);
	const step = stepOfMs(context.timeslice?.stepMs ?? weekMs);
	const week = new Map<string, number | undefined>();
	for (const row of past.rows) {
		// A week with a change of the clock has an hour more or less, so the nearest bucket is meant.
		const shifted = Number(time(row)) + shiftMs + Math.floor((context.timeslice?.stepMs ?? 0) / 2);
		const key = `${bucketStart(shifted, step, context.timeZone)} ${entity(row)}`;
		const isTwice = week.has(key);
		if (isTwice) {
			context.warn(
				'baseline: several rows of one time have the same keys; name all keys behind by',
			);
		}

		week.set(key, isTwice ? undefined : (numberOf(value(row)) ?? undefined));
	}

	return week;
}

function judged(
	table: Table,
	stage: BaselineStage,
	context: TableContext,
	weeks: readonly Week[],
	pipelines: Pipelines,
): readonly Row[] {
	const time = columnReader(table.columns, timesliceColumn(context));
	const value = columnReader(table.columns, stage.field.name);
	const entity = entityOf(stage, context, table.columns);
	const isCount = pipelines.countsNothingAsZero(stage.field.name);
	let unknownCount = 0;
	const rows = table.rows.map(row => {
		const startMs = Number(time(row) ?? NaN);
		const key = `${startMs} ${entity(row)}`;
		const firstMs = Math.max(startMs, context.fromMs);
		const known = weeks.flatMap((week, index) => {
			const isWhole = firstMs - (index + 1) * weekMs >= pipelines.storeStartMs;
			const found = week.has(key) ? week.get(key) : isCount ? 0 : undefined;
			return isWhole && found !== undefined ? [found] : [];
		});
		const enough = known.length >= leastWeeks;
		unknownCount += enough ? 0 : 1;
		const number = numberOf(value(row));
		return enough
			? [median(known), known.length, number === null ? null : robustScore(number, known)]
			: [null, known.length, null];
	});
	if (unknownCount > 0) {
		context.warn(
			`baseline: ${unknownCount} of ${rows.length} rows have fewer than ${leastWeeks} weeks before them, so nothing is expected`,
		);
	}

	return rows;
}
