import { expect, test } from 'vitest';
import { noTies } from '../../../source/query/frame/ties.ts';
import { MemoryBudget } from '../../../store/index.ts';
import { dictionariesOf } from '../../../source/query/engine/group/aggregate-dictionaries.ts';
import { GroupTable } from '../../../source/query/engine/group/group-table.ts';
import { aggregateRows } from '../../../source/query/engine/group/partial.ts';
import { toTable } from '../../../source/query/engine/group/to-table.ts';
import { Dictionaries } from '../../../source/query/engine/dictionary/dictionaries.ts';
import type { Vector } from '../../../source/query/frame/vector.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { groupsMax } from '../../../source/query/engine/group/group-table.ts';
import { aggregateRows as aggregateNaively } from '../../naive/aggregate.ts';
import { rowOf } from '../../naive/row.ts';
import type { Value } from '../../../source/query/value.ts';
import { randomOf } from './hostile-records.ts';

function vectorOf(values: readonly Value[]): Vector {
	const distinct = [...new Set<Value>([null, ...values])];
	return {
		codes: Uint32Array.from(values, value => distinct.indexOf(value)),
		size: distinct.length,
		repeats: true,
		value: code => distinct[code] ?? null,
	};
}

function callsOf(text: string) {
	const stage = parse(`| ${text}`).query.stages[0];
	if (stage?.kind !== 'aggregate') {
		throw new Error(`no aggregate: ${text}`);
	}

	return { calls: stage.aggregates, by: stage.by };
}

const columns = ['_messageTime', 'a', 'b', 'c', 'n'];

function randomRows(count: number, seed: number): Value[][] {
	const random = randomOf(seed);
	const pick = (items: readonly Value[]): Value =>
		items[Math.floor(random() * items.length)] ?? null;
	return Array.from({ length: count }, (_, index) => [
		1000 - index,
		pick(['x', 'y', null, '1', 1]),
		pick([true, false, 'true', null]),
		pick(['p', 'q', 'r']),
		pick([1, 2.5, -3, '10', 'text', null, 0]),
	]);
}

const texts = [
	'count',
	'count by a',
	'count by a, b',
	'count as total by a, b, c',
	'count(n), sum(n), avg(n), min(n), max(n) by a',
	'count_distinct(a) by c',
	'count_distinct(a, b)',
	'pct(n, 0, 50, 95), median(n) by b',
	'stddev(n) by c',
	'values(a) by b',
	'first(n) as f, last(n) as l by c',
	'most_recent(n) as m, least_recent(n) as l by c',
];

/** Dictionaries as an engine has them, that all pieces share. */
function sharedDictionaries(aggregate: ReturnType<typeof callsOf>) {
	const dictionaries = new Dictionaries(new MemoryBudget(Infinity), Infinity, () => undefined);
	return dictionariesOf(aggregate, name => dictionaries.of(name));
}

const pieceCounts = [1, 3, 7];
const sharings = ['shared', 'own'];

test.each(
	texts.flatMap(text =>
		pieceCounts.flatMap(pieces => sharings.map(sharing => ({ text, pieces, sharing }))),
	),
)(
	'$text in $pieces pieces with $sharing dictionaries is what the whole table gives',
	({ text, pieces, sharing }) => {
		const rows = randomRows(200, pieces);
		const { calls, by } = callsOf(text);
		const shared = sharing === 'shared' ? sharedDictionaries({ calls, by }) : undefined;
		const table = new GroupTable(calls, by.length, shared);
		const size = Math.ceil(rows.length / pieces);
		for (let from = 0; from < rows.length; from += size) {
			const piece = rows.slice(from, from + size);
			const vector = (name: string) => {
				const at = columns.findIndex(column => column.toLowerCase() === name.toLowerCase());
				return vectorOf(piece.map(row => row[at] ?? null));
			};

			table.merge(
				aggregateRows({
					rows: from === 0 ? Uint32Array.from(piece, (_, index) => index) : undefined,
					rowCount: piece.length,
					keys: by.map(({ name }) => vector(name)),
					calls,
					args: calls.map(call => call.args.map(({ name }) => vector(name))),
					times: () => Float64Array.from(piece, row => row[0] as number),
					ranks: undefined,
					ties: () => noTies,
					...(shared === undefined ? {} : { dictionaries: shared }),
				}),
			);
		}

		const titles = by.map(({ name }) => name);
		table.finish();
		const merged = new GroupTable(calls, by.length);
		merged.merge(table.asPartial());
		expect(() => {
			table.merge(merged.asPartial());
		}).toThrow('finished');
		const context = {
			fromMs: 0,
			toMs: 1,
			nowMs: 1,
			timeZone: 'UTC',
			timeslice: undefined,
			keys: [],
			isTransposed: false,
			warn: () => undefined,
		};
		const naiveRows = rows.map(row => rowOf(columns, row));
		const naive = aggregateNaively(naiveRows, calls, by, context);
		const expected = {
			columns: naive.columns,
			rows: naive.rows.map(row => naive.columns.map(column => row.get(column))),
		};
		for (const result of [table, merged]) {
			const got = toTable(result, titles, calls, -1, Infinity);
			expect(got.columns).toEqual(expected.columns);
			expect(got.rows.map(rounded)).toEqual(expected.rows.map(rounded));
			expect(toTable(result, titles, calls, -1, 2).rows).toEqual(got.rows.slice(0, 2));
		}
	},
);

/** Sums depend on their order in the last digits. */
function rounded(row: readonly Value[]): readonly Value[] {
	return row.map(value => (typeof value === 'number' ? Number(value.toPrecision(12)) : value));
}

test('only the largest groups by distinct values are exact when only they are wanted', () => {
	const random = randomOf(5);
	const { calls } = callsOf('count_distinct(v) by k');
	const table = new GroupTable(calls, 1);
	const seen = new Map<Value, Set<Value>>();
	for (let piece = 0; piece < 4; piece++) {
		const rows = Array.from({ length: 3000 }, (): [Value, Value] => {
			const key = `k${Math.floor(500 * random() ** 2)}`;
			const value = `v${Math.floor(200 * random() ** 3)}`;
			seen.set(key, (seen.get(key) ?? new Set()).add(value));
			return [key, value];
		});
		table.merge(
			aggregateRows({
				rows: undefined,
				rowCount: rows.length,
				keys: [vectorOf(rows.map(([key]) => key))],
				calls,
				args: [[vectorOf(rows.map(([, value]) => value))]],
				times: () => new Float64Array(rows.length),
				ranks: undefined,
				ties: () => noTies,
			}),
		);
	}

	const expected = [...seen]
		.map(([key, values]) => [key, values.size])
		.sort((a, b) => Number(b[1]) - Number(a[1]) || (String(a[0]) < String(b[0]) ? -1 : 1));
	for (const keepMax of [1, 5, 20]) {
		expect(toTable(table, ['k'], calls, -1, keepMax).rows).toEqual(expected.slice(0, keepMax));
	}

	expect(toTable(table, ['k'], calls, -1, Infinity).rows).toEqual(expected);
});

test('groups beyond the limit are counted, not kept', () => {
	const { calls, by } = callsOf('count by a');
	const table = new GroupTable(calls, 1);
	const count = groupsMax + 5;
	table.merge(
		aggregateRows({
			rows: undefined,
			rowCount: count,
			keys: [
				{
					codes: Uint32Array.from({ length: count }, (_, index) => index),
					size: count,
					repeats: false,
					value: code => code,
				},
			],
			calls,
			args: [[]],
			times: () => new Float64Array(count),
			ranks: undefined,
			ties: () => noTies,
		}),
	);
	expect(by).toHaveLength(1);
	expect([table.groupCount, table.hiddenRowCount, table.rowCount]).toEqual([groupsMax, 5, count]);
});

test('groups of several keys have the same limit, and known ones still grow', () => {
	const { calls } = callsOf('count_distinct(v) by a, b');
	const table = new GroupTable(calls, 2);
	const count = groupsMax + 5;
	const numbers = {
		codes: Uint32Array.from({ length: count }, (_, index) => index),
		size: count,
		repeats: false,
		value: (code: number) => code,
	};
	for (const value of ['first', 'second']) {
		table.merge(
			aggregateRows({
				rows: undefined,
				rowCount: count,
				keys: [numbers, vectorOf(new Array<Value>(count).fill('b'))],
				calls,
				args: [[vectorOf(new Array<Value>(count).fill(value))]],
				times: () => new Float64Array(count),
				ranks: undefined,
				ties: () => noTies,
			}),
		);
	}

	expect([table.groupCount, table.hiddenRowCount]).toEqual([groupsMax, 10]);
	expect(toTable(table, ['a', 'b'], calls, -1, 2).rows).toEqual([
		[0, 'b', 2],
		[1, 'b', 2],
	]);
});

test('buckets of time lead the order when they are a key', () => {
	const { calls } = callsOf('count by t, k');
	const table = new GroupTable(calls, 2);
	table.merge(
		aggregateRows({
			rows: undefined,
			rowCount: 4,
			keys: [vectorOf([300, 100, 300, 200]), vectorOf(['b', 'a', 'a', 'z'])],
			calls,
			args: [[]],
			times: () => new Float64Array(4),
			ranks: undefined,
			ties: () => noTies,
		}),
	);
	expect(toTable(table, ['t', 'k'], calls, 0, Infinity).rows).toEqual([
		[100, 'a', 1],
		[200, 'z', 1],
		[300, 'a', 1],
		[300, 'b', 1],
	]);
});
