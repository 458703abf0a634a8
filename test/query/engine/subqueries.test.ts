import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { subqueryKeywordsMax } from '../../../source/query/engine/subqueries.ts';
import { equals } from '../../../source/query/comparison.ts';
import { EqualRows } from '../../../source/query/equal-rows.ts';
import { parse } from '../../../source/query/language/parse.ts';
import {
	subqueriesMax,
	subqueryDepthMax,
	subqueryRowsMax,
} from '../../../source/query/syntax/read-subquery.ts';
import { segmentOf, snapshotOf, type Given } from './segments.ts';

const fromMs = Date.UTC(2026, 2, 1, 12);
const range = { fromMs, toMs: fromMs + 60_000, nowMs: fromMs + 60_000, timeZone: 'UTC' };
const one = '[subquery: a | compose u]';

async function answer(text: string, records: readonly Given[]) {
	const engine = createLocalEngine(() => snapshotOf([segmentOf('one', records, fromMs)]), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const outcome = await engine.run({ text, ...range });
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}

const messagesOf = (text: string) => parse(text).faults.map(({ message }) => message);

test('a query has twenty subqueries at most', () => {
	expect(messagesOf(one.repeat(subqueriesMax))).toEqual([]);
	expect(messagesOf(one.repeat(subqueriesMax + 1))).toEqual(['more than 20 subqueries in a query']);
});

test('subqueries are nested five deep at most', () => {
	const nested = (depth: number): string =>
		depth === 0 ? 'a' : `[subquery: ${nested(depth - 1)} | compose u]`;

	expect(messagesOf(nested(subqueryDepthMax))).toEqual([]);
	expect(messagesOf(nested(subqueryDepthMax + 1))).toEqual([
		'subqueries nested deeper than 5 levels',
	]);
});

test('a subquery gives ten thousand rows at most, and says how many it leaves out', async () => {
	const text = `* | where [subquery: * | compose n maxresults=${subqueryRowsMax}] | count`;
	const records = Array.from({ length: subqueryRowsMax + 2 }, (_item, n) => ({ n }));
	const { rows, warnings } = await answer(text, records);

	expect(rows).toEqual([[subqueryRowsMax]]);
	expect(warnings).toEqual(['subquery: 10000 of 10002 rows of n are used']);
	expect(messagesOf('* | where [subquery: * | compose n maxresults=10001]')).toEqual([
		'10001 is out of range',
	]);
});

test('five hundred keywords are looked for, and it is said', async () => {
	const records = Array.from({ length: subqueryKeywordsMax + 3 }, (_item, n) => ({ n: `k${n}` }));
	const { rows, warnings } = await answer('[subquery: * | compose n keywords] | count', records);

	expect(rows).toEqual([[subqueryKeywordsMax]]);
	expect(warnings).toEqual(['subquery: 500 of 503 rows of n are used']);
});

test('many values of one field are found as each alone is', async () => {
	const kelvin = '\u212a';
	const wanted = ['a', 'B', 'k', 'ß', '7', 'x y', 'q"', 'true', 'z*', ''].map(u => ({
		u,
		t: 'in',
	}));
	const asked = ['A', 'b', kelvin, 'ss', 7, 'X Y', 'q"', true, 'zoo', '', 'k', 'none'];
	const { rows } = await answer('[subquery: "in" | compose u] !in | count by u', [
		...wanted,
		...asked.map(u => ({ u })),
	]);

	expect(rows.map(([u]) => u)).toEqual([true, 7, 'A', 'X Y', 'b', 'k', 'q"']);
});

test('a range that ends before it begins is a fault, of two times and at the time of the query', async () => {
	const faultOf = async (head: string) => {
		const engine = createLocalEngine(() => snapshotOf([segmentOf('one', [{ u: 'a' }], fromMs)]), {
			derived: [],
			lookups: { table: name => ({ missing: `no table ${name}` }) },
		});
		const text = `* | where [subquery ${head}: * | compose u]`;
		const outcome = await engine.run({ text, ...range });
		return 'faults' in outcome
			? outcome.faults.map(({ message, span }) => [message, text.slice(span.start, span.end)])
			: [];
	};

	const whole = (head: string) => `[subquery ${head}: * | compose u]`;
	for (const head of [
		'from=(-1h) to=(-2h)',
		'from=(-1h) to=(-60m)',
		'from=now to=now',
		'from=(1772366400000) to=(1772366399999)',
	]) {
		expect(await faultOf(head), head).toEqual([
			['the subquery ends before it begins', whole(head)],
		]);
	}

	const message = 'the subquery ends before it begins: from 2026-03-01T12:00:00.000Z to';
	for (const [head, end] of [
		['to=(-1m)', '2026-03-01T12:00:00.000Z'],
		['to=(-2h)', '2026-03-01T10:01:00.000Z'],
		['from=(03/01 12:00:00) to=(2025-03-01 12:00:00)', '2025-03-01T12:00:00.000Z'],
		['from=(2026-03-01 12:00) to=(-1h)', '2026-03-01T11:01:00.000Z'],
		['from=(12pm on march 1) to=(2h ago)', '2026-03-01T10:01:00.000Z'],
		['from=(03-01 12:00) to=(yesterday 14:00)', '2026-02-28T14:00:00.000Z'],
	] as const) {
		expect(await faultOf(head), head).toEqual([[`${message} ${end}`, whole(head)]]);
	}

	expect(await faultOf('from=(31 june)')).toEqual([['June has 30 days', whole('from=(31 june)')]]);
	expect(await faultOf('from=(10:00-11:00)')).toEqual([
		['"10:00-11:00" is a range, and one time is expected', whole('from=(10:00-11:00)')],
	]);
	expect(await faultOf('from=(last 3 days)')).toEqual([]);
	expect(await faultOf('from=(-1h)')).toEqual([]);
	expect(await faultOf('to=(-30s)')).toEqual([]);
});

test('rows of several fields are found as each alone is, in where and in the search', async () => {
	const kelvin = '\u212a';
	const pairs = [
		['a', 1],
		['B', '2.0'],
		['true', 'x'],
		['k', 3],
		...Array.from({ length: 8 }, (_item, at) => [`u${at}`, at]),
	].map(([u, v]) => ({ u, v, t: 'in' }));
	const asked = [
		{ u: 'a', v: '1' },
		{ u: 'a', v: 3 },
		{ u: 'A', v: 1 },
		{ u: 'B', v: 2 },
		{ u: true, v: 'x' },
		{ u: kelvin, v: 3 },
		{ u: 'u7', v: 7 },
		{ u: 'u7', v: 6 },
		{ u: 'u7' },
	];
	const records = [...pairs, ...asked.map((one, n) => ({ ...one, n }))];
	const found = async (text: string) => {
		const { rows } = await answer(`${text} | count by n | sort by n asc`, records);
		return rows.map(([n]) => n);
	};

	// By the language's equality, and in the search by text in any case.
	expect(await found('* | where [subquery: "in" | compose u, v] and !isNull(n)')).toEqual([
		0, 3, 4, 6,
	]);
	expect(await found('[subquery: "in" | compose u, v] n=*')).toEqual([0, 2, 4, 6]);
});

test('among ten thousand rows one is found in as many steps as it has fields', () => {
	const meter = { steps: 0 };
	const rows = Array.from({ length: 10_000 }, (_item, at) => [
		`u${at % 100}`,
		Math.floor(at / 100),
	]);
	const known = new EqualRows(rows, meter);
	expect(rows.every(row => known.has(row))).toBe(true);
	expect(meter.steps).toBe(2 * rows.length);
	expect([known.has(['u1', 100]), known.has(['u1', '99']), known.has(['x', 1])]).toEqual([
		false,
		true,
		false,
	]);
});

test('a row is equal exactly where each of its values is', () => {
	const values = [
		null,
		'',
		'a',
		'A',
		'1',
		'1.0',
		'+1',
		1,
		0,
		-0,
		NaN,
		Infinity,
		'1e999',
		true,
		'true',
		false,
	];
	for (const one of values) {
		for (const other of values) {
			const known = new EqualRows([['x', one]]);
			expect(known.has(['x', other]), `${one} ${other}`).toBe(equals(one, other));
		}
	}
});

test('a cancelled run ends in a subquery', async () => {
	const control = new AbortController();
	const engine = createLocalEngine(() => snapshotOf([segmentOf('one', [{ u: 'a' }], fromMs)]), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
		pause: () => {
			control.abort();
			return Promise.resolve();
		},
	});
	const text = '* | where [subquery: * | compose u]';

	expect(await engine.run({ text, ...range }, { signal: control.signal })).toEqual({
		ok: false,
		cancelled: true,
	});
});
