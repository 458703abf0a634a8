import { expect, test } from 'vitest';
import { Completer } from '../../../source/app/workers/completer.ts';
import { damagedList } from '../../../source/app/workers/damaged-list.ts';
import { fieldCounts, valueCounts } from '../../../source/app/workers/samples.ts';
import type { Engine, RunRequest } from '../../../source/query/port.ts';
import { aResult } from '../../panels/result.ts';
import { segmentOf, snapshotOf } from '../../query/engine/segments.ts';

/** Answers each query with one value, and keeps what it was asked. */
function anEngine(): { readonly engine: Engine; readonly asked: RunRequest[] } {
	const asked: RunRequest[] = [];
	const engine: Engine = {
		run: async request => {
			asked.push(request);
			return { ok: true, result: aResult(['v', '_count'], [['one', 1]]) };
		},
		record: () => Promise.resolve(undefined),
		match: () => Promise.reject(new Error('not asked for')),
		check: () => [],
		explain: () => ({ plan: '', warnings: [] }),
	};
	return { engine, asked };
}

test('fields are counted in the newest eight segments', () => {
	const segments = Array.from({ length: 9 }, (_item, index) =>
		segmentOf(`s${index}`, [{ [`f${index}`]: 1 }]),
	);
	const names = fieldCounts(snapshotOf(segments)).map(({ name }) => name);
	expect(names).toContain('f1');
	expect(names).not.toContain('f0');
});

test('a path across a list is offered too, counted once a record', () => {
	const items = [{ a: 1 }, { a: 2 }];
	const counts = fieldCounts(snapshotOf([segmentOf('s', [{ r: { items, names: ['x'] } }])]));
	const named = counts.filter(({ name }) => name.startsWith('r.'));
	expect(named).toEqual(
		['r.items.a', 'r.items[0].a', 'r.items[1].a', 'r.names[0]'].map(name => ({ name, count: 1 })),
	);
});

test('two thousand fields are offered, the rarest left out', () => {
	const wide = Object.fromEntries(
		Array.from({ length: 1_000 }, (_item, index) => [`a${index}`, index]),
	);
	const other = Object.fromEntries(
		Array.from({ length: 1_000 }, (_item, index) => [`b${index}`, index]),
	);
	const counts = fieldCounts(snapshotOf([segmentOf('s', [wide, wide, other, other, { rare: 1 }])]));
	expect(counts).toHaveLength(2_000);
	expect(counts.map(({ name }) => name)).not.toContain('rare');
});

test('two hundred values of a field are asked for', async () => {
	const { engine, asked } = anEngine();
	await valueCounts(engine, 'user', 0, 1);
	expect(asked[0]?.text).toBe('* | count by %"user" | limit 200');
});

test('values of fifty fields are kept; of more the oldest are counted again', async () => {
	const { engine, asked } = anEngine();
	const snapshot = snapshotOf([segmentOf('s', [{ eventID: 'x' }])]);
	const completer = new Completer(engine, () => snapshot, { names: () => [] });
	const complete = async (field: number) => {
		const text = `* | where f${field} = "`;
		await completer.complete({
			text,
			cursor: text.length,
			range: { fromMs: 0, toMs: 1 },
		});
		return asked.splice(0).length;
	};

	for (let field = 0; field < 50; field++) {
		expect(await complete(field)).toBe(1);
	}

	expect(await complete(0)).toBe(0);
	expect(await complete(50)).toBe(1);
	expect(await complete(1)).toBe(0);
	expect(await complete(0)).toBe(1);
});

test('values are counted in the last day of what the query reads, and anew when that has moved', async () => {
	const { engine, asked } = anEngine();
	const snapshot = snapshotOf([segmentOf('s', [{ eventID: 'x' }])]);
	const completer = new Completer(engine, () => snapshot, { names: () => [] });
	const hourMs = 3_600_000;
	const counted = async (fromMs: number, toMs: number) => {
		const text = '* | where user=';
		await completer.complete({ text, cursor: text.length, range: { fromMs, toMs } });
		return asked.splice(0).map(request => [request.fromMs, request.toMs]);
	};

	expect(await counted(0, 48 * hourMs)).toEqual([[24 * hourMs, 48 * hourMs]]);
	expect(await counted(hourMs, 49 * hourMs)).toEqual([]);
	expect(await counted(0, 50 * hourMs)).toEqual([[26 * hourMs, 50 * hourMs]]);
	expect(await counted(49 * hourMs, 50 * hourMs)).toEqual([[49 * hourMs, 50 * hourMs]]);
});

test('the console lists fifty objects that are not whole, and counts all', () => {
	const rows = Array.from({ length: 51 }, (_item, index) => ({
		key: `object/s3://a\nkey${index}`,
		value: { state: 'partial', etag: 'e', atMs: index, kept: 1, duplicates: 0, rejected: 1 },
	}));
	const list = damagedList([{ ledger: () => undefined, ledgerRange: () => rows }]);
	expect(list.count).toBe(51);
	expect(list.objects).toHaveLength(50);
	expect(list.objects[0]?.key).toBe('key50');
});

test('what was left out on purpose is not listed as damaged', () => {
	const rows = ['unasked', 'skipped', 'denied'].map((state, index) => ({
		key: `object/s3://a\nkey${index}`,
		value: { state, etag: 'e', atMs: 0, kept: 0, duplicates: 0, rejected: 0 },
	}));
	const list = damagedList([{ ledger: () => undefined, ledgerRange: () => rows }]);
	expect(list.objects.map(({ state }) => state)).toEqual(['denied']);
});
