import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { subqueryKeywordsMax } from '../../../source/query/engine/subqueries.ts';
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
	] as const) {
		expect(await faultOf(head), head).toEqual([[`${message} ${end}`, whole(head)]]);
	}

	expect(await faultOf('from=(-1h)')).toEqual([]);
	expect(await faultOf('to=(-30s)')).toEqual([]);
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
