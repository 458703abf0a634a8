import { expect, test, vi } from 'vitest';
import { MemoryBudget } from '../../../store/index.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { createSegmentCache, SegmentSource } from '../../../source/query/engine/segment-source.ts';
import { filterVector } from '../../../source/query/frame/filter.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { segmentOf, snapshotOf, type Given } from './segments.ts';

function sourceOf(records: readonly Given[]): SegmentSource {
	const cache = createSegmentCache(new MemoryBudget(2 ** 24));
	return new SegmentSource(segmentOf('s', records, 0, true), 0, cache, new Map());
}

const items = (...names: readonly unknown[]) => ({ r: { items: names.map(a => ({ a })) } });

test('a segment without a matching element is skipped by the dictionaries of its columns', () => {
	const source = sourceOf([items('x', 'y'), items('y'), { other: 1 }]);
	const find = (wanted: string) =>
		filterVector(
			source,
			source.field('r.items.a', undefined),
			undefined,
			source.rowCount,
			value => value === wanted,
			wanted,
		);

	expect(find('z')).toEqual(new Uint32Array(0));
	expect(source.peek('verdict|s|field|r.items[0].a|z')).toBe('none');
	expect(source.peek('verdict|s|field|r.items[1].a|z')).toBe('none');
	// The lists of the rows were not put together.
	expect(source.peek('list|r.items.a')).toBeUndefined();
	expect(find('y')).toEqual(Uint32Array.of(0, 1));
	expect(source.peek('list|r.items.a')).toBeUndefined();
});

test('rows that have the same elements share a code', () => {
	const source = sourceOf([items('x', 'y'), items('x'), items('x', 'y'), {}, items(null, 'x')]);
	const vector = source.field('r.items.a', undefined);

	expect(Array.from(vector.codes, code => vector.value(code))).toEqual([
		...['["x","y"]', 'x', '["x","y"]', null, 'x'],
	]);
	expect(vector.codes[0]).toBe(vector.codes[2]);
	expect(vector.list?.elements(vector.codes[0] ?? 0)?.values).toEqual(['x', 'y']);
	expect(vector.list?.elements(vector.codes[1] ?? 0)).toBeUndefined();
	expect(source.peek('list|r.items.a')).toBeDefined();
});

test('a path that no record has across a list costs what it did', () => {
	const source = sourceOf([{ r: { items: { a: 'x' } } }, { r: { names: ['x'] } }]);

	expect(source.field('r.items.a', undefined).list).toBeUndefined();
	expect(source.field('r.names', undefined).list).toBeUndefined();
});

test('a record with more than a million pairs of elements is a fault that says where', async () => {
	const numbers = (first: number, count: number) =>
		Array.from({ length: count }, (_item, index) => ({ v: first + index }));
	const run = (count: number) => {
		const record = { r: { a: numbers(0, 999), b: numbers(5_000, count) } };
		const engine = createLocalEngine(() => snapshotOf([segmentOf('s', [record])]), {
			derived: [],
			lookups: lookupsOf({}),
		});
		const text = '| where r.a.v = r.b.v | count';
		return engine.run({ text, fromMs: 0, toMs: 1, nowMs: 1, timeZone: 'UTC' });
	};

	// The list itself is tried too, because it is equal to its JSON.
	expect(await run(999)).toMatchObject({ ok: true, result: { rows: [[0]] } });
	expect(await run(1_000)).toMatchObject({
		ok: false,
		faults: [{ span: { start: 8, end: 21 }, message: expect.stringContaining('1000000') }],
	});
});

/** Forty records of two items each, and one that `last` is. */
function fortyAnd(id: string, last: Given) {
	const plain = Array.from({ length: 40 }, (_item, n) => items(`x${n % 4}`, 'y'));
	return segmentOf(id, [...plain, last], 0, true);
}

test.each([
	['any(r.items, a = "z")', [1, 0], 1],
	['any(r.items, toLowerCase(a) matches "Z*" or a in ("z", "w"))', [1, 0], 1],
	['any(r.items, a = "z") or any(R.Items, A = "w")', [1, 0], 1],
	['any(r, any(items, a = "z" and a != "q"))', [1, 0], 1],
	['any(r.items, a = "none")', [0, 0], 0],
	// Nothing is known of a field by what it is not.
	['any(r.items, a != "y" and isNull(b))', [41, 41], 82],
])('%s: the lists of %j rows are put together', async (condition, putTogether, count) => {
	const segments = [fortyAnd('s', items('z')), fortyAnd('t', items('q'))];
	const spies = segments.map(segment => vi.spyOn(segment, 'container'));
	const engine = createLocalEngine(() => snapshotOf(segments), {
		derived: [],
		lookups: lookupsOf({}),
	});
	const text = `| where ${condition} | count`;
	const outcome = await engine.run({ text, fromMs: 0, toMs: 1, nowMs: 1, timeZone: 'UTC' });

	expect(outcome).toMatchObject({ ok: true, result: { rows: [[count]] } });
	const rowsOf = spies.map(({ mock }) =>
		mock.calls.reduce((sum, [, rows]) => sum + (rows?.length ?? 41), 0),
	);
	expect(rowsOf).toEqual(putTogether);
});

test.each([
	['a list that is a text', { r: { items: '[{"a":"z"}]' } }],
	['a text in each object of a list', { r: [{ items: '{"a":"z"}' }, { items: 7 }] }],
	['a text in a long list', { r: Array.from({ length: 20 }, () => ({ items: '{"a":"z"}' })) }],
	['a long list, stored as one text', items(...Array.from({ length: 20 }, (_, n) => n), 'z')],
	['an object in the place of a list', { r: { items: { a: 'z' } } }],
	['another spelling', { R: { items: [[{ A: 'z' }]] } }],
	['a text that is read whole', 'INFO {"r":{"items":[{"a":"z"}]}}'],
])('any finds %s among forty lists without it', async (_what, record) => {
	const engine = createLocalEngine(() => snapshotOf([fortyAnd('s', record)]), {
		derived: [],
		lookups: lookupsOf({}),
	});
	const text = '| where any(r.items, a = "z") | count';
	const outcome = await engine.run({ text, fromMs: 0, toMs: 1, nowMs: 1, timeZone: 'UTC' });
	expect(outcome).toMatchObject({ ok: true, result: { rows: [[1]] } });
});
