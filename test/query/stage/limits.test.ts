import { expect, test } from 'vitest';
import { check } from '../../../source/query/check/check.ts';
import { parse } from '../../../source/query/language/parse.ts';
import { fillmissing } from '../../../source/query/stage/fillmissing.ts';
import { joinTables } from '../../../source/query/stage/join.ts';
import { predict, type PredictStage } from '../../../source/query/stage/predict.ts';
import { windowMax } from '../../../source/query/stage/read-parts.ts';
import { bucketListMax } from '../../../source/query/time/time.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import type { TableContext } from '../../../source/query/frame/table.ts';
import { resultOf } from './result-of.ts';
import { runOnTable } from './run-on-table.ts';
import { Spending } from '../../../source/query/spending.ts';

const minuteMs = 60_000;
const fromMs = Date.parse('2026-03-01T12:00:00Z');
const span = { start: 0, end: 0 };

function contextOf(changes: Partial<TableContext> = {}): TableContext & { warnings: string[] } {
	const warnings: string[] = [];
	return {
		fromMs,
		toMs: fromMs + 60 * minuteMs,
		nowMs: fromMs + 60 * minuteMs,
		timeZone: 'UTC',
		timeslice: { stepMs: minuteMs, column: '_timeslice' },
		keys: [],
		isTransposed: false,
		spending: new Spending(),
		warn: message => warnings.push(message),
		warnings,
		...changes,
	};
}

test('a window is written from 2 rows to its most, and not one more', () => {
	const faultsOf = (count: number) => {
		const { query, faults } = parse(`* | count by a | smooth _count, ${count}`);
		return [...faults, ...check(query)].map(({ message, next }) => `${message}: ${next}`);
	};

	expect(faultsOf(windowMax)).toEqual([]);
	expect(faultsOf(windowMax + 1)).toEqual(['1001 is out of range: write 1 to 1000']);
});

test('predict: fits the last ten thousand rows and adds a hundred, and says both', () => {
	const context = contextOf();
	const stage = {
		kind: 'predict',
		field: { name: 'n', span },
		stepMs: minuteMs,
		forecast: 101,
		model: { kind: 'linear' },
		span,
	} as const;
	// The row that is left out stands far off the line of the others.
	const rows = Array.from({ length: 10_001 }, (_item, index) => [
		fromMs + index * minuteMs,
		index === 0 ? 1e9 : 5,
	]);
	const made =
		predict.run.class === 'table' &&
		predict.run.run({ columns: ['_timeslice', 'n'], rows }, stage, context);

	expect(made && made.rows.length).toBe(10_101);
	expect(made && made.rows.at(-1)?.slice(1, 3)).toEqual([null, 5]);
	expect(context.warnings).toEqual([
		'predict fits the last 10000 of 10001 rows',
		'predict adds 100 future rows at most',
	]);
});

test('predict: the model looks back over a thousand buckets, half of them at most, and says so', () => {
	const context = contextOf();
	const read = (window: number) =>
		parse(`* | count as n | predict n by 1m model=ar ar.window=${window}`);
	const stage = read(1_000).query.stages[1] as PredictStage;
	const rows = Array.from({ length: 1_500 }, (_item, index) => [
		fromMs + index * minuteMs,
		index % 7,
	]);
	const made =
		predict.run.class === 'table' &&
		predict.run.run({ columns: ['_timeslice', 'n'], rows }, stage, context);

	expect(context.warnings).toEqual(['the window of 1000 buckets was cut to 750, half of them']);
	expect(made && made.rows[749]?.[2]).toBe(null);
	expect(made && made.rows[750]?.[2]).toBeCloseTo(750 % 7, 0);
	expect(read(1_001).faults.map(({ message }) => message)).toEqual(['1001 is out of range']);
});

test('join: rows that multiply stop at their limit, with a warning', () => {
	const context = contextOf();
	const side = { columns: ['id'], rows: Array.from({ length: 320 }, () => [1]) };
	const joined = joinTables(
		[
			{ name: 'l', table: side },
			{ name: 'r', table: side },
		],
		{
			on: [{ left: { name: 'l.id', span }, right: { name: 'r.id', span } }],
			windowMs: undefined,
			span,
		},
		context,
	);

	expect(joined.rows).toHaveLength(100_000);
	expect(context.warnings).toEqual(['join made 100000 rows and stopped there']);
});

test('fillmissing: says when the range has more buckets than are listed', () => {
	const context = contextOf({ toMs: fromMs + (bucketListMax + 5) * minuteMs });
	const stage = parse('* | count by a | fillmissing timeslice').query.stages.at(-1);
	const rows = Array.from({ length: 100 }, (_item, index) => [fromMs + index * minuteMs, 1]);
	const filled =
		stage?.kind === 'fillmissing' &&
		fillmissing.run.class === 'table' &&
		fillmissing.run.run({ columns: ['_timeslice', 'n'], rows }, stage, context);

	expect(filled && filled.rows.length).toBe(bucketListMax);
	expect(context.warnings).toEqual(['fillmissing looks at the first 10000 buckets of the range']);
});

test('count_frequent: shows ten thousand groups of more', async () => {
	const rows = Array.from({ length: 10_002 }, (_item, index) => [index]);
	const result = await runOnTable('| count_frequent x', { columns: ['x'], rows }, contextOf());

	expect(result.table.rows).toHaveLength(10_000);
});

test('json auto: makes a hundred fields, and says when there are more', async () => {
	const objectOf = (count: number) => ({
		eventID: 'a',
		detail: JSON.stringify(
			Object.fromEntries(Array.from({ length: count }, (_item, index) => [`k${index}`, index])),
		),
	});
	const many = await resultOf('* | json auto field=detail', [objectOf(101)]);
	const fitting = await resultOf('* | json auto field=detail', [objectOf(100)]);
	const made = ({ columns }: QueryResult) => columns.filter(name => /^k\d+$/.test(name)).length;

	expect([made(many), made(fitting)]).toEqual([100, 100]);
	expect(many.warnings).toEqual(['json auto makes 100 fields at most; the record has more']);
	expect(fitting.warnings).toEqual([]);
});

test('parse regex multi: one record makes ten thousand rows, and it is said', async () => {
	const records = [{ eventID: 'a', letters: 'x'.repeat(10_001) }];
	const result = await resultOf('* | parse regex field=letters "(?<one>x)" multi | count', records);

	expect(result.rows).toEqual([[10_000]]);
	expect(result.warnings).toEqual(['parse regex multi makes 10000 rows of one record at most']);
});

test('a pattern with look-around that takes too many steps is a fault at its place', async () => {
	const records = [{ eventID: 'a', letters: 'a'.repeat(20_000) }];
	const query = '* | parse regex field=letters "(?=(?:.*a){3}z)(?<x>a)" | count';

	await expect(resultOf(query, records)).rejects.toThrow(
		/"span":\{"start":30,"end":54\},"message":"this pattern with look-around takes more than 10 million steps/,
	);
});

test('keyvalue regex: ten thousand matches of one text are read, and it is said', async () => {
	const pairs = (count: number) => `${'a=1,'.repeat(count)}z=2,`;
	const records = [
		{ eventID: 'a', pairs: pairs(9_999) },
		{ eventID: 'b', pairs: pairs(10_000) },
	];
	const query = '* | keyvalue field=pairs regex "(.)=(.)," keys "z" nodrop | count by z';
	const result = await resultOf(query, records);

	expect(result.rows).toEqual([
		[null, 1],
		['2', 1],
	]);
	expect(result.warnings).toEqual(['keyvalue regex reads 10000 matches of one text at most']);
});

test('values: of very many the first hundred are listed, whenever they come', async () => {
	const names = Array.from(
		{ length: 2_500 },
		(_item, index) => `v${String(index).padStart(4, '0')}`,
	);
	const rows = names.toReversed().map(name => [name]);
	const result = await runOnTable('| values(x) as all', { columns: ['x'], rows }, contextOf());

	expect(result.table.rows[0]?.[0]).toBe(names.slice(0, 100).join('\n'));
});
