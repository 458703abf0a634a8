import { expect, test } from 'vitest';
import { smooth } from '../../../source/query/stage/smooth.ts';
import { compareRuns, joinCompare } from '../../../source/query/stage/compare.ts';
import { joinTables } from '../../../source/query/stage/join.ts';
import type { Table, TableContext } from '../../../source/query/frame/table.ts';
import { runOnTable } from './run-on-table.ts';
import { Spending } from '../../../source/query/spending.ts';
import type { Value } from '../../../source/query/value.ts';

const hourMs = 3_600_000;
const span = { start: 0, end: 0 };
const fromMs = Date.parse('2026-03-01T12:00:00Z');

function contextOf(changes: Partial<TableContext> = {}): TableContext & { warnings: string[] } {
	const warnings: string[] = [];
	return {
		fromMs,
		toMs: fromMs + 4 * hourMs,
		nowMs: fromMs + 4 * hourMs,
		timeZone: 'UTC',
		timeslice: { stepMs: hourMs, column: '_timeslice' },
		keys: [],
		isTransposed: false,
		spending: new Spending(),
		warn: message => warnings.push(message),
		warnings,
		...changes,
	};
}

function table(columns: string, ...rows: readonly (readonly Value[])[]): Table {
	return { columns: columns.split(' '), rows };
}

const field = (name: string) => ({ name, span: { start: 0, end: 0 } });

/** Runs the stages of a text over a table, as after an aggregate. */
async function run(text: string, input: Table, context = contextOf()): Promise<Table> {
	return (await runOnTable(text, input, context)).table;
}

test('no stage changes the table that it is given', async () => {
	const rows = Object.freeze([Object.freeze(['b', 1]), Object.freeze(['a', 2])]) as Table['rows'];
	const input: Table = Object.freeze({ columns: Object.freeze(['x', '_count']), rows });
	const texts = [
		'sort by x',
		'limit 1',
		'top 1 _count',
		'topk(1, _count)',
		'fields x',
		'dedup by x',
		'where _count > 1',
		'_count * 2 as y',
		'total _count',
		'accum _count as _count',
		'smooth _count, 2',
		'outlier _count',
		'predict _count by 1h',
		'fillmissing values("c") in x',
		'max(_count) by x',
		'count_frequent x',
	];

	for (const text of texts) {
		await run(`| ${text}`, input);
	}

	expect(input.rows).toEqual([
		['b', 1],
		['a', 2],
	]);
});

test('columns are found in any spelling, a column that is not there is null', async () => {
	const input = table('User n', ['a', 1], ['b', 2]);
	expect((await run('| sort by USER', input)).rows[0]).toEqual(['b', 2]);
	expect((await run('| where isNull(nope)', input)).rows).toHaveLength(2);
	expect(await run('| fields N, nope', input)).toEqual(table('N', [1], [2]));
	expect(await run('| n + 1 as N', input)).toEqual(table('User N', ['a', 2], ['b', 3]));
});

test('the default order: time first when it is a key, else the first aggregate, then the keys', async () => {
	const rows = table('_timeslice k n', [2, 'a', 9], [1, 'b', 1], [1, 'a', 5]);
	expect((await run('| max(n) as n by _timeslice, k', rows)).rows).toEqual([
		[1, 'a', 5],
		[1, 'b', 1],
		[2, 'a', 9],
	]);
	const counts = table('k n', ['b', 1], ['a', 1], [null, 1], ['c', 2]);
	expect((await run('| max(n) as n by k', counts)).rows.map(([key]) => key)).toEqual([
		'c',
		null,
		'a',
		'b',
	]);
});

test('sorting is stable and each key has its own direction', async () => {
	const input = table('x y z', [1, 1, 'a'], [2, 1, 'b'], [1, 2, 'c'], [2, 2, 'd']);
	const letters = async (text: string) => (await run(text, input)).rows.map(row => row[2]).join('');
	expect(await letters('| sort by y')).toBe('cdab');
	expect(await letters('| sort by y, +x')).toBe('cdab');
	expect(await letters('| sort by +x, -y')).toBe('cadb');
});

test('transpose: more columns than fit are a warning', async () => {
	const rows = Array.from({ length: 302 }, (_item, index) => ['r', index, 1]);
	const context = contextOf();
	const result = await run(
		'| transpose row x column c',
		{ columns: ['x', 'c', 'n'], rows },
		context,
	);
	expect(result.columns).toHaveLength(301);
	expect(context.warnings).toEqual(['transpose made 302 columns; the first 300 are kept']);
});

test('transpose: null has a title of its own, column fields are joined', async () => {
	const input = table('x c d n', ['r', null, 'p', 1], ['r', 'k', 'q', 2]);
	expect(await run('| transpose row x column c, d', input)).toEqual({
		columns: ['x', '(none), p', 'k, q'],
		rows: [['r', 1, 2]],
	});
});

test('windows are cut at their limit, with a warning', async () => {
	const context = contextOf();
	const stage = { kind: 'smooth', field: field('n'), count: 5000, as: 's', by: [], span } as const;
	const made =
		smooth.run.class === 'table' && smooth.run.run(table('x n', ['a', 1]), stage, context);
	expect(made && made.rows).toEqual([['a', 1, 1]]);
	expect(context.warnings).toEqual(['the window of 5000 rows was cut to 1000']);
});

test('outlier: groups are apart, rows keep their places, the window is what came before', async () => {
	const times = [0, 1, 2, 3].map(hour => fromMs + hour * hourMs);
	const rows = [
		...times.map(time => [time, 'p', time === times[3] ? 100 : 10]),
		...times.map(time => [time, 'q', 5]),
	].toReversed();
	const result = await run(
		'| outlier n by k window=3, threshold=2',
		{ columns: ['_timeslice', 'k', 'n'], rows },
		contextOf({ toMs: fromMs + 5 * hourMs }),
	);
	const flagged = result.rows.filter(row => row[7] === 1);
	expect(result.rows.map(row => row.slice(0, 3))).toEqual(rows);
	expect(flagged.map(row => row.slice(0, 3))).toEqual([[times[3], 'p', 100]]);
	expect(result.columns.slice(3)).toEqual(
		['error', 'lower', 'upper', 'std', 'indicator', 'violation'].map(suffix => `n_${suffix}`),
	);
});

test('outlier: whole numbers on the band are inside where rounding would put them outside', async () => {
	// Mean 1/3, deviation √2/3, threshold 2√2… the value 3 lies exactly on mean + t·σ for t = 8/√2.
	const values = [0, 0, 1, 3];
	const rows = values.map((value, index) => [fromMs + index * hourMs, value]);
	const flags = async (threshold: number) => {
		const text = `| outlier n threshold=${threshold}`;
		return (await run(text, { columns: ['_timeslice', 'n'], rows })).rows.at(-1)?.[6];
	};

	expect(await flags(5.6)).toBe(1);
	expect(await flags(5.7)).toBe(0);
	const even = [1, 3, 1, 3, 5].map((value, index) => [fromMs + index * hourMs, value]);
	const band = await run('| outlier n threshold=3', {
		columns: ['_timeslice', 'n'],
		rows: even,
	});
	const last = band.rows.at(-1);
	expect(last?.slice(2)).toEqual([3, -1, 5, 1, 0, 0]);
});

test('fillmissing: takeLast repeats the row before, in its group', async () => {
	const input = table(
		'_timeslice k n note',
		[fromMs, 'a', 4, 'first'],
		[fromMs + 2 * hourMs, 'a', 6, 'second'],
	);
	const result = await run('| fillmissing timeslice, values all in k takeLast', input);
	expect(result.rows.map(row => row.slice(2))).toEqual([
		[4, 'first'],
		[4, 'first'],
		[6, 'second'],
		[6, 'second'],
	]);
});

test('fillmissing: stops at its limit, with a warning', async () => {
	const context = contextOf({
		toMs: fromMs + 20_000 * 60_000,
		timeslice: { stepMs: 60_000, column: '_timeslice' },
	});
	const result = await run(
		'| fillmissing timeslice, values("a", "b") in k',
		table('_timeslice k n', [fromMs, 'a', 1]),
		context,
	);
	expect(result.rows).toHaveLength(10_001);
	expect(context.warnings).toEqual(['fillmissing added 10000 rows and stopped there']);
});

test('fillmissing: days follow the clock, also where one has 23 hours', async () => {
	const zone = 'Europe/Berlin';
	const start = Date.parse('2026-03-27T23:00:00Z');
	const context = contextOf({
		fromMs: start,
		toMs: start + 71 * hourMs,
		timeZone: zone,
		timeslice: { stepMs: 24 * hourMs, column: 'day' },
	});
	const result = await run('| fillmissing timeslice', table('day n', [start, 1]), context);
	expect(result.rows.map(([day]) => new Date(day as number).toISOString())).toEqual([
		'2026-03-27T23:00:00.000Z',
		'2026-03-28T23:00:00.000Z',
		'2026-03-29T22:00:00.000Z',
	]);
});

test('fillmissing: a day-long range from noon touches two days, a bare timeslice is one bucket', async () => {
	const context = contextOf({
		toMs: fromMs + 24 * hourMs,
		timeslice: { stepMs: 24 * hourMs, column: '_timeslice' },
	});
	const midnight = fromMs - 12 * hourMs;
	const times = async (start: number) => {
		const input = table('_timeslice n', [start, 1]);
		const { rows } = await run('| fillmissing timeslice', input, context);
		return rows.map(([time]) => (time as number) - midnight);
	};

	expect(await times(midnight)).toEqual([0, 24 * hourMs]);
	expect(await times(fromMs)).toEqual([12 * hourMs]);
});

test('predict: one point is a flat line, none is nothing', async () => {
	const one = await run('| predict n by 1h forecast=2', table('_timeslice n', [fromMs, 7]));
	expect(one.rows.map(row => row.slice(1))).toEqual([
		[7, 7, 0],
		[null, 7, null],
		[null, 7, null],
	]);
	expect((await run('| predict n by 1h', table('_timeslice n'))).rows).toEqual([]);
});

test('more groups than fit are left out with one warning', async () => {
	const rows = Array.from({ length: 100_003 }, (_item, index) => [index]);
	const context = contextOf();
	const result = await run('| count by x', { columns: ['x'], rows }, context);
	expect(result.rows).toHaveLength(100_000);
	expect(context.warnings).toEqual([
		'100000 groups are shown; 3 rows of further groups are left out',
	]);
});

test('values: a hundred are listed, with a warning', async () => {
	const rows = Array.from({ length: 101 }, (_item, index) => [`v${index}`]);
	const context = contextOf();
	const result = await run('| values(x) as all', { columns: ['x'], rows }, context);
	expect(String(result.rows[0]?.[0]).split('\n')).toHaveLength(100);
	expect(context.warnings).toEqual(['values lists 100 distinct values of a group; there are more']);
});

const shift = (label: string, shiftMs: number, count: number, more: object = {}) =>
	({ shiftMs, label, count, combine: undefined, as: undefined, ...more }) as const;

test('compare: columns are named by shift, number of shifts, combination or alias', async () => {
	const context = contextOf({ keys: ['e'] });
	const current = table('e n', ['a', 10]);
	const runs = [4, 6].map(n => table('e n', ['a', n]));
	const join = (one: ReturnType<typeof shift>) => joinCompare(current, runs, [one], context);
	expect(join(shift('1d', 1, 2)).columns).toEqual(['e', 'n', 'n_1d', 'n_2d']);
	expect(join(shift('2h', 1, 2, { as: 'old' })).columns.slice(2)).toEqual(['n_old_2h', 'n_old_4h']);
	expect(join(shift('1d', 1, 2, { combine: 'avg' }))).toEqual(table('e n n_2d_avg', ['a', 10, 5]));
	expect(join(shift('1d', 1, 2, { combine: 'min', as: 'low' }))).toEqual(
		table('e n n_low', ['a', 10, 4]),
	);
	expect(compareRuns([shift('1d', 5, 3), shift('1w', 35, 1)])).toEqual([5, 10, 15, 35]);
});

test('compare: more ranges than seven are cut, with a warning', async () => {
	const context = contextOf({ keys: [] });
	const shifts = [shift('1d', 1, 9)];
	const runs = compareRuns(shifts).map(() => table('n', [1]));
	expect(joinCompare(table('n', [2]), runs, shifts, context).columns).toHaveLength(8);
	expect(context.warnings).toHaveLength(1);
});

test('compare: a day back across the change of the clock meets the same day', async () => {
	const zone = 'Europe/Berlin';
	const [before, after] = ['2026-03-28T23:00Z', '2026-03-29T22:00Z'].map(Date.parse) as [
		number,
		number,
	];
	const context = contextOf({
		fromMs: after,
		toMs: after + 24 * hourMs,
		timeZone: zone,
		keys: ['_timeslice'],
		timeslice: { stepMs: 24 * hourMs, column: '_timeslice' },
	});
	const joined = joinCompare(
		table('_timeslice n', [after, 5]),
		[table('_timeslice n', [before, 3])],
		[shift('1d', 24 * hourMs, 1)],
		context,
	);
	expect(joined.rows).toEqual([[after, 5, 3]]);
});

test('join: either order of fields, numbers meet numeric text, null meets nothing', async () => {
	const sides = [
		{ name: 'l', table: table('id v', [1, 'x'], [null, 'y'], ['2', 'z']) },
		{ name: 'r', table: table('key w', ['1', 'p'], [null, 'q'], [2, 's'], [2, 't']) },
	];
	const on = [{ left: field('r.key'), right: field('l.id') }];
	expect(joinTables(sides, { on, windowMs: undefined, span }, contextOf())).toEqual(
		table('l_id l_v r_key r_w', [1, 'x', '1', 'p'], ['2', 'z', 2, 's'], ['2', 'z', 2, 't']),
	);
});

test('join: a time window keeps only what lies close together', async () => {
	const sides = [
		{ name: 'l', table: table('id', [1], [1]), timesMs: [0, 60_000] },
		{ name: 'r', table: table('id', [1]), timesMs: [70_000] },
	];
	const on = [{ left: field('l.id'), right: field('r.id') }];
	expect(joinTables(sides, { on, windowMs: 10_000, span }, contextOf()).rows).toHaveLength(1);
});

test('join: sides that are too long are cut, with a warning', async () => {
	const long = { columns: ['id'], rows: Array.from({ length: 50_001 }, (_item, index) => [index]) };
	const context = contextOf();
	const on = [{ left: field('l.id'), right: field('r.id') }];
	const sides = [
		{ name: 'l', table: long },
		{ name: 'r', table: table('id', [50_000], [7]) },
	];
	expect(joinTables(sides, { on, windowMs: undefined, span }, context).rows).toEqual([[7, 7]]);
	expect(context.warnings).toEqual(['join reads 50000 rows of l, which has 50001']);
});

test('keys follow the aggregates', async () => {
	const input = table('x a b n', ['r', 'p', 'q', 1]);
	const keysOf = async (text: string) => (await runOnTable(text, input, contextOf())).keys;
	expect(await keysOf('| sum(n) by a, b')).toEqual(['a', 'b']);
	expect(await keysOf('| sum(n) by a, b | transpose row a column b')).toEqual(['a']);
	expect(await keysOf('| sum(n) by a, b | transpose row a column b | sort by a')).toEqual(['a']);
	expect(await keysOf('| count_frequent b')).toEqual(['b']);
});
