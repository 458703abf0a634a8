import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOfRows, pastSeries, rowChanges } from '../../source/panels/before.ts';
import { changeOf, changeText } from '../../source/panels/change.ts';
import type { Before, PanelContext, Past } from '../../source/panels/model.ts';
import { panelModel } from '../../source/panels/panel-model.ts';
import type { PanelKind } from '../../source/panels/panel-model.ts';
import { toTimeTable } from '../../source/panels/series.ts';
import type { QueryResult } from '../../source/query/port.ts';
import type { Value } from '../../source/query/value.ts';
import { aFrame, aResult, drawn, hourMs, hourly, noonMs } from './result.ts';

const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs };
const pastRange = { fromMs: noonMs - 8 * hourMs, toMs: noonMs - 4 * hourMs };
const whole = { now: [], before: [] };

/** Buckets of an hour that end where the range of now starts. */
function hourlyBefore(values: readonly (readonly Value[] | Value)[], columns?: readonly string[]) {
	const result = hourly(values, columns);
	return {
		...result,
		rows: result.rows.map(([startMs, ...rest]) => [Number(startMs) - 4 * hourMs, ...rest]),
	};
}

function ready(result: QueryResult, change: Partial<Past> = {}): Extract<Before, Past> {
	return { kind: 'ready', result, range: pastRange, cuts: whole, ...change };
}

function byName(rows: readonly (readonly Value[])[], change: Partial<QueryResult> = {}) {
	return aResult(['eventName', 'eventCount'], rows, change);
}

function modelOf(
	kind: PanelKind,
	result: QueryResult,
	before: Before | undefined,
	frame: PanelContext = aFrame(40, 6, { range }),
) {
	return panelModel(kind, { kind: 'ready', result }, { ...frame, before });
}

test.each([
	[112, 100, '▲ +12 %'],
	[88, 100, '▼ −12 %'],
	[0, 100, '▼ −100 %'],
	[2, 5, '▼ −3'],
	[19, 5, '▲ +14'],
	[5, 5, '='],
	[0, 0, '='],
	[7, 0, 'new'],
	// No share that a person would read as nothing, or could not read at all.
	[1_001, 1_000, '▲ +1'],
	[40_000, 20, '▲ +40k'],
])('%d after %d is %s', (now, before, text) => {
	expect(changeText(changeOf(now, before))).toBe(text);
});

test('the first bucket of the period before lies on the first of now', () => {
	const table = toTimeTable(hourly([1, 2, 3, 4]), range)!;
	expect(pastSeries(table, ready(hourlyBefore([5, 6, 7, 8])), range)).toEqual({
		values: [5, 6, 7, 8],
		total: 26,
	});
});

test('an older answer still lies on its buckets after the window has slid on', () => {
	const slid = { fromMs: range.fromMs + hourMs, toMs: range.toMs + hourMs };
	const table = toTimeTable(hourly([1, 2, 3, 4]), slid)!;
	expect(table.starts).toHaveLength(5);
	expect(pastSeries(table, ready(hourlyBefore([5, 6, 7, 8])), slid)?.values).toEqual([
		5, 6, 7, 8, 0,
	]);
});

test('a range that is no multiple of its buckets keeps their order and their sum', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 300 }),
			fc.integer({ min: 0, max: 59 }),
			(lengthMinutes, shiftMinutes) => {
				const lengthMs = lengthMinutes * 60_000;
				const toMs = noonMs + shiftMinutes * 60_000;
				const now = { fromMs: toMs - lengthMs, toMs };
				const then = { fromMs: now.fromMs - lengthMs, toMs: now.fromMs };
				const slice = { stepMs: hourMs, column: '_timeslice' };
				const firstMs = Math.floor(then.fromMs / hourMs) * hourMs;
				const count = Math.ceil((then.toMs - firstMs) / hourMs);
				const result = aResult(
					['_timeslice', 'n'],
					Array.from({ length: count }, (_, index) => [firstMs + index * hourMs, index + 1]),
					{ timeslice: slice },
				);
				const table = toTimeTable(
					aResult(['_timeslice', 'n'], [[Math.floor(now.fromMs / hourMs) * hourMs, 1]], {
						timeslice: slice,
					}),
					now,
				)!;
				const past = pastSeries(table, { result, range: then, cuts: whole }, now)!;
				const shown = past.values.filter(value => value > 0);
				expect(past.total).toBe((count * (count + 1)) / 2);
				expect(shown).toEqual([...shown].sort((a, b) => a - b));
				expect(new Set(shown).size).toBe(shown.length);
				expect(past.values[0]).toBeLessThanOrEqual(2);
				// At most a bucket at an edge meets none of now.
				expect(count - shown.length).toBeLessThanOrEqual(1);
			},
		),
	);
});

test('rows are compared by their keys, wherever they stand', () => {
	const now = byName([
		['CreateUser', 8],
		['DeleteUser', 2],
		[null, 1],
	]);
	const past = ready(
		aResult(
			['eventCount', 'eventName'],
			[
				[1, null],
				[5, 'CreateUser'],
				[4, 'PutUser'],
			],
			{ keys: ['eventName'] },
		),
	);
	const changes = rowChanges(now, past, 'keys')!;
	expect(changes).toMatchObject({
		before: [5, undefined, 1],
		goneCount: 1,
		totalNow: 11,
		totalBefore: 10,
	});
	expect([[0], [1], [2], [1, 2], []].map(rows => changeOfRows(changes, rows))).toEqual([
		{ kind: 'changed', now: 8, before: 5 },
		{ kind: 'new' },
		{ kind: 'changed', now: 1, before: 1 },
		{ kind: 'changed', now: 3, before: 1 },
		undefined,
	]);
});

test('of a list that is cut, nobody knows what is new, and nothing is gone', () => {
	const limit = (rowsIn: number) => ({
		stages: [
			{ name: 'search', rowsIn: 9, rowsOut: 9 },
			{ name: 'limit', rowsIn, rowsOut: 1 },
		],
	});
	const cuts = { now: [1], before: [1] };
	const now = byName([['CreateUser', 8]], limit(2));
	const then = byName([['PutUser', 4]], limit(2));
	const cut = rowChanges(now, ready(then, { cuts }), 'keys')!;
	expect(changeOfRows(cut, [0])).toEqual({ kind: 'unlisted' });
	expect(cut.goneCount).toBe(0);
	// A limit that was not reached has left nothing out.
	const wide = rowChanges(
		{ ...now, ...limit(1) },
		ready({ ...then, ...limit(1) }, { cuts }),
		'keys',
	)!;
	expect(changeOfRows(wide, [0])).toEqual({ kind: 'new' });
	expect(wide.goneCount).toBe(1);
	const truncated = rowChanges(now, ready({ ...then, rowCount: 20_000 }), 'keys')!;
	expect(changeOfRows(truncated, [0])).toEqual({ kind: 'unlisted' });
});

test('records and buckets of time are no rows to compare', () => {
	const rows = byName([['CreateUser', 8]], { kind: 'rows' });
	expect(rowChanges(rows, ready(rows), 'keys')).toBeUndefined();
	expect(rowChanges(hourly([1]), ready(hourly([1])), 'keys')).toBeUndefined();
});

test('a single value shows the change of the whole period, not of its last bucket', () => {
	const now = hourly([10, 20, 30, 52]);
	const model = modelOf('single-value', now, ready(hourlyBefore([25, 25, 25, 25])));
	expect(drawn(model)).toMatch(/^ 112 {2}▲ \+12 %/);
	expect(model.figures).toMatchObject({ value: 112, before: 100 });
	expect(model.items[3]?.label).toBe('11:00 · 52 · before 25');
	expect(drawn(modelOf('single-value', now, { kind: 'waiting' })).split('\n')[0]).toBe(' 112');
	expect(drawn(modelOf('single-value', now, undefined))).toMatch(/^ 112 {2}▲ 22/);
});

test('columns carry the period before as dots, named in the legend', () => {
	const model = modelOf('column', hourly([0, 4, 2, 0]), ready(hourlyBefore([4, 0, 2, 0])));
	expect(drawn(model)).toBe(
		[
			'4┤◦◦◦◦◦◦◦◦◦◦▄▄▄▄▄▄▄▄▄',
			' │          █████████',
			' │          █████████◘◘◘◘◘◘◘◘◘◘',
			'0┤          ███████████████████',
			'  08:00     09:00    10:00     11:00',
			'█ now  ◦ before',
		].join('\n'),
	);
	expect(model.figures['before']).toEqual({ values: [4, 0, 2, 0], total: 6 });
});

test('at a chosen moment the legend tells its values, each series and the period before', () => {
	const pairs = [
		[1, 2],
		[3, 4],
		[5, 6],
		[7, 8],
	];
	const names = ['ok', 'bad'];
	const frame = aFrame(50, 8, {
		range,
		cursor: { row: 1, column: -1, scroll: 0, sort: undefined },
	});
	const before = ready(hourlyBefore([...pairs].reverse(), names));
	const model = modelOf('column', hourly(pairs, names), before, frame);
	expect(drawn(model).split('\n').at(-1)).toBe('◦ before 11  █ bad 4  ▓ ok 3');
	expect(model.note).toBe('09:00 · 7 · before 11');
	expect(drawn(modelOf('line', hourly(pairs, names), before, frame))).toContain(
		'◦ before 11  █ bad 4  ▓ ok 3',
	);
});

test.each(['line', 'outlier'] as const)('a %s has the period before as dots under it', kind => {
	const columns = ['n', 'n_error', 'n_lower', 'n_upper', 'n_violation'];
	const flat = (n: number) => [n, 0, 0, 1, 0];
	const now = kind === 'line' ? hourly([1, 1, 1, 1]) : hourly([1, 1, 1, 1].map(flat), columns);
	const then =
		kind === 'line' ? hourlyBefore([8, 8, 8, 8]) : hourlyBefore([8, 8, 8, 8].map(flat), columns);
	const text = drawn(modelOf(kind, now, ready(then)));
	expect(text.split('\n')[0]).toMatch(/^8┤◦+$/);
	expect(text).toMatch(/◦ before/);
	expect(drawn(modelOf(kind, now, undefined))).not.toContain('◦');
});

test('a chart of nothing is drawn when the period before had something', () => {
	const then = ready(hourlyBefore([0, 3, 0, 0]));
	expect(modelOf('column', hourly([0, 0, 0, 0]), then).state).toBe('ready');
	expect(modelOf('column', hourly([0, 0, 0, 0]), ready(hourlyBefore([0, 0, 0, 0]))).state).toBe(
		'empty',
	);
});

const nowRows = [
	['CreateUser', 40],
	['DeleteUser', 2],
	['PutUser', 1],
];
const thenRows = [
	['CreateUser', 20],
	['DeleteUser', 5],
	['TagUser', 9],
];

test('bars and tables have a column of changes, and count what is gone', () => {
	const bars = modelOf('bar', byName(nowRows), ready(byName(thenRows)));
	expect(drawn(bars).split('\n').slice(0, 3)).toEqual([
		'CreateUser 40 █████████████████ ▲ +100 %',
		'DeleteUser  2 ▉                     ▼ −3',
		'PutUser     1 ▍                      new',
	]);
	expect(bars.note).toBe('3 rows · 1 gone');
	const table = drawn(modelOf('table', byName(nowRows), ready(byName(thenRows)))).split('\n');
	expect(table[0]).toMatch(/^event +count +change$/);
	expect(table[1]).toMatch(/^CreateUser +40 +▲ \+100 %$/);
});

test('the slices of a pie and the rows of stacked bars are compared, also the folded ones', () => {
	const pie = drawn(
		modelOf('pie', byName(nowRows), ready(byName(thenRows)), aFrame(60, 4, { range })),
	);
	expect(pie).toMatch(/2 others .*▼ −2$/m);
	const stacked = modelOf(
		'stacked-bar',
		aResult(['user', 'a', 'b'], [['bob', 2, 2]]),
		ready(aResult(['user', 'b', 'c'], [['bob', 1, null]])),
	);
	expect(drawn(stacked)).toMatch(/^bob 4 .*▲ \+3$/m);
});

test('a map compares its countries, without a list their sum', () => {
	const columns = ['latitude', 'longitude', 'country_name', 'eventCount'];
	const keys = columns.slice(0, 3);
	const now = aResult(
		columns,
		[
			[52, 13, 'Germany', 3],
			[48, 11, 'Germany', 2],
		],
		{ keys },
	);
	const then = ready(aResult(columns, [[50, 8, 'Germany', 4]], { keys }));
	expect(drawn(modelOf('map', now, then, aFrame(30, 4, { range })))).toMatch(/Germany +5 ▲ \+1/);
	expect(modelOf('map', now, then, aFrame(40, 12, { range })).note).toContain('▲ +1');
});

test('what is still coming in is not compared with what is whole', () => {
	const part = { ...byName(nowRows), complete: false };
	expect(drawn(modelOf('bar', part, ready(byName(thenRows))))).not.toContain('new');
});

test('a store that holds nothing of that time tells no change', () => {
	const none = {
		...byName([]),
		scanned: { segmentCount: 0, prunedSegmentCount: 0, recordCount: 0 },
	};
	const model = modelOf('bar', byName(nowRows), ready(none));
	expect(drawn(model)).not.toContain('new');
	expect(model.note).toBe('3 rows · nothing stored before');
	expect(modelOf('bar', byName(nowRows), { kind: 'failed' }).note).toContain(
		'the period before failed',
	);
});

test('a panel that is compared keeps to its cells', () => {
	const before = ready(byName(thenRows));

	for (const kind of ['table', 'bar', 'pie', 'stacked-bar', 'map'] as const) {
		for (const widthCells of [10, 20, 28, 33, 80]) {
			const cursor = { row: 1, column: -1, scroll: 0, sort: undefined };
			const frame = aFrame(widthCells, 5, { range, cursor });
			const { lines } = modelOf(kind, byName(nowRows), before, frame);
			expect(lines).toHaveLength(5);
			expect(lines.every(line => line.map(part => part.text).join('').length <= widthCells)).toBe(
				true,
			);
		}
	}
});

test('a change of more than 999 % is told as a number', () => {
	expect(changeText({ kind: 'changed', now: 1099, before: 100 })).toBe('▲ +999 %');
	expect(changeText({ kind: 'changed', now: 1100, before: 100 })).toBe('▲ +1k');
});
