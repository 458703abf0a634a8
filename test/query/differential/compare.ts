import { isDeepStrictEqual } from 'node:util';
import { check } from '../../../source/query/check/check.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { parse } from '../../../source/query/language/parse.ts';
import type { Value } from '../../../source/query/value.ts';
import { storeOf } from '../../cases/case-store.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { MapPartialStore } from '../engine/map-partial-store.ts';
import { evaluateNaive, type NaiveResult } from '../../naive/evaluate.ts';
import { QueryWriter } from './queries.ts';
import { Random } from './random.ts';
import { randomRecords, rangeMs, starts } from './records.ts';

export interface Comparison {
	/** Queries that both evaluators ran. */
	readonly comparedCount: number;
	/** Queries that gave at least one row. */
	readonly filledCount: number;
	/** Queries with a fault, which nobody ran. */
	readonly faultyCount: number;
	/** Queries of which an engine read partials that another had stored. */
	readonly storedCount: number;
	readonly differences: readonly Difference[];
}

export interface Difference {
	readonly query: string;
	readonly seed: number;
	readonly expected: string;
	readonly found: string;
}

/** Random records, and random queries that suit them. */
export interface World {
	readonly records: typeof randomRecords;
	readonly writer: (random: Random) => { write(): string };
}

const trail: World = { records: randomRecords, writer: random => new QueryWriter(random) };

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
	{ records: recordsOf, writer }: World = trail,
): Promise<Comparison> {
	const total = { comparedCount: 0, filledCount: 0, faultyCount: 0, storedCount: 0 };
	const differences: Difference[] = [];
	const lookups = lookupsOf({
		teams: [
			{ name: 'ADA', team: 'red', place: 'eu-west-1' },
			{ name: 'bob', team: 'blue', place: 'US-EAST-1' },
			{ name: '7', team: 'seven', place: null },
		],
		'geo://location': [{ ip: '203.0.113.9', country_name: 'Germany', latitude: 52.5, city: '' }],
		'sumo://threat/cs': [
			{ threat: '203.0.113.9', actor: 'bear', threatlevel: 'high', raw: '{"x":1}', type: 'ip' },
			{ threat: '8.8.8.8', actor: null, threatlevel: 'low', raw: '', type: 'ip' },
		],
	});

	for (let index = 0; index < storeCount && differences.length < differencesMax; index++) {
		const random = new Random(seed + index);
		// Records with one time test the order of rows.
		const hasTies = index % 2 === 1;
		const fromMs = starts[index % starts.length]!;
		const toMs = fromMs + rangeMs;
		const records = recordsOf(random, fromMs, recordsPerStore, segmentRowsMax, hasTies);
		const store = await storeOf(records, segmentRowsMax);
		const snapshot = store.snapshot();
		const numbered = records.map((record, number) => ({ ...record, number }));
		const partialStore = new MapPartialStore();
		const newEngine = () =>
			createLocalEngine(() => snapshot, { derived: [], lookups, partialStore });
		const engine = newEngine();

		for (let count = 0; count < queriesPerStore; count++) {
			const text = writer(random).write();
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
			const columns = columnsOf(result?.columns ?? [], naive);
			const expected: Shown =
				naive.kind === 'table'
					? naive
					: { columns, rows: naive.naiveRows.map(row => columns.map(name => row.get(name))) };
			total.comparedCount++;
			total.filledCount += naive.rows.length > 0 ? 1 : 0;

			if (!result || !agree(expected, result)) {
				const found = result ? show(result) : JSON.stringify(outcome);
				differences.push({ query: text, seed: seed + index, expected: show(expected), found });
			}

			// An engine that finds the partials of another says the very same.
			const hitsBefore = partialStore.hitCount;
			const again = await newEngine().run(request);
			total.storedCount += partialStore.hitCount > hitsBefore ? 1 : 0;
			if (!isDeepStrictEqual(again, outcome)) {
				const found = again.ok ? show(again.result) : JSON.stringify(again);
				const shown = result ? show(result) : JSON.stringify(outcome);
				const query = `${text} (stored)`;
				differences.push({ query, seed: seed + index, expected: shown, found });
			}

			if (differences.length >= differencesMax) {
				break;
			}
		}

		await store.close();
	}

	return { ...total, differences };
}

/**
 * Rows of records show fields that the query reads, and not all of what it makes: the engine says
 * which. It may hide what begins with `_` and the end of a bucket, and nothing else that is made.
 */
function columnsOf(shown: readonly string[], naive: NaiveResult): readonly string[] {
	const made = naive.naiveRows.length === 0 ? [] : naive.columns;
	const visible = made.filter(name => !name.startsWith('_') && !name.endsWith('_end'));
	return [...shown, ...visible.filter(name => !isAmong(name, shown))];
}

function isAmong(name: string, columns: readonly string[]): boolean {
	return columns.some(column => column.toLowerCase() === name.toLowerCase());
}

interface Shown {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly Value[])[];
}

function agree(expected: Shown, found: Shown): boolean {
	return (
		expected.columns.join('\n') === found.columns.join('\n') &&
		expected.rows.length === found.rows.length &&
		expected.rows.every((row, place) =>
			row.every((value, column) => isNear(value, found.rows[place]?.[column])),
		)
	);
}

/** Whole numbers exactly, others to nine digits: sums run in another order. */
function isNear(a: Value, b: Value | undefined): boolean {
	if (typeof a === 'string' && typeof b === 'string') {
		return a === b || roundedIn(a) === roundedIn(b);
	}

	if (typeof a !== 'number' || typeof b !== 'number') {
		return a === b;
	}

	return Number.isFinite(a - b) && !(Number.isSafeInteger(a) && Number.isSafeInteger(b))
		? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
		: a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** The text with its long fractions cut to nine digits. */
function roundedIn(text: string): string {
	return text.replace(/\d+\.\d{8,}/g, number => Number(number).toPrecision(9));
}

function show({ columns, rows }: Shown): string {
	const shown = rows.map(row =>
		JSON.stringify(
			row.map(value =>
				typeof value === 'number' && !Number.isFinite(value) ? `#${value}` : value,
			),
		),
	);
	return [columns.join(','), ...shown].join('\n');
}
