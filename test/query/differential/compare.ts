import { check } from '../../../source/query/check/check.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { parse } from '../../../source/query/language/parse.ts';
import type { Value } from '../../../source/query/value.ts';
import { storeOf } from '../../cases/case-store.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { evaluateNaive } from '../../naive/evaluate.ts';
import { QueryWriter } from './queries.ts';
import { Random } from './random.ts';
import { fromMs, randomRecords, toMs } from './records.ts';

export interface Comparison {
	/** Queries that both evaluators ran. */
	readonly comparedCount: number;
	/** Queries that gave at least one row. */
	readonly filledCount: number;
	/** Queries with a fault, which nobody ran. */
	readonly faultyCount: number;
	readonly differences: readonly Difference[];
}

export interface Difference {
	readonly query: string;
	readonly seed: number;
	readonly expected: string;
	readonly found: string;
}

const recordsPerStore = 80;
const segmentRowsMax = 30;
const differencesMax = 5;
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata'];

/**
 * Runs random queries over random records through the engine on a real store of several segments,
 * and through the naive evaluator, and reports where they differ.
 */
export async function compareEngines(
	seed: number,
	storeCount: number,
	queriesPerStore: number,
): Promise<Comparison> {
	const total = { comparedCount: 0, filledCount: 0, faultyCount: 0 };
	const differences: Difference[] = [];
	const lookups = lookupsOf({
		teams: [
			{ name: 'ADA', team: 'red' },
			{ name: 'bob', team: 'blue' },
		],
		'geo://location': [{ ip: '203.0.113.9', country_name: 'Germany', latitude: 52.5, city: '' }],
	});

	for (let index = 0; index < storeCount; index++) {
		const random = new Random(seed + index);
		// Records with one time test the order of rows.
		const hasTies = index % 2 === 1;
		const records = randomRecords(random, recordsPerStore, segmentRowsMax, hasTies);
		const store = await storeOf(records, segmentRowsMax);
		const snapshot = store.snapshot();
		const numbered = records.map((record, number) => ({ ...record, number }));
		const engine = createLocalEngine(() => snapshot, { derived: [], lookups });

		for (let count = 0; count < queriesPerStore; count++) {
			const text = new QueryWriter(random).write();
			const request = {
				text,
				fromMs: random.chance(0.2) ? fromMs + 3_600_000 : fromMs,
				toMs,
				nowMs: toMs,
				timeZone: random.pick(zones),
			};
			const parsed = parse(text);
			const faults = [...parsed.faults, ...check(parsed.query)];

			if (faults.some(({ severity }) => severity === 'fault')) {
				total.faultyCount++;
				continue;
			}

			const naive = evaluateNaive(parsed.query, numbered, { ...request, lookups });
			const outcome = await engine.run(request);
			const result = outcome.ok ? outcome.result : undefined;
			const expected =
				naive.kind === 'table'
					? show(naive.columns, naive.rows)
					: show(
							result?.columns ?? [],
							naive.naiveRows.map(row => (result?.columns ?? []).map(name => row.get(name))),
						);
			const found = result ? show(result.columns, result.rows) : JSON.stringify(outcome);
			total.comparedCount++;
			total.filledCount += naive.rows.length > 0 ? 1 : 0;

			if (found !== expected && differences.length < differencesMax) {
				differences.push({ query: text, seed: seed + index, expected, found });
			}
		}

		await store.close();
	}

	return { ...total, differences };
}

/** Numbers to twelve digits: sums run in another order. */
function show(columns: readonly string[], rows: readonly (readonly Value[])[]): string {
	const shown = rows.map(row =>
		JSON.stringify(
			row.map(value =>
				typeof value !== 'number'
					? value
					: Number.isFinite(value)
						? Number(value.toPrecision(12)) + 0
						: `#${value}`,
			),
		),
	);
	return [columns.join(','), ...shown].join('\n');
}
