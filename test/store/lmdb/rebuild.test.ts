import { expect, test } from 'vitest';
import { rebuildStore } from '../../../store/index.ts';
import type { SegmentView } from '../../../store/index.ts';
import {
	anObject,
	aRecord,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	startMs,
	tempDir,
	writerOf,
} from './things.ts';

const noTime = { at: 'yesterday' };

/** Two partitions, one of them sealed; a conflict, records without a time of their own, and a ledger. */
async function aStoreOfAllKinds(): Promise<string> {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const ledger = (key: string) => () => [{ key, value: { state: 'ok' } }];
	await writer.append(
		'a',
		[anObject(recordsFrom(0, 40), { meta: { _object: 'one' } })],
		ledger('1'),
	);
	await writer.append(
		'a',
		[
			anObject([aRecord(100, noTime), aRecord(101)], {
				meta: { _object: 'two', _receiptTime: 5 },
				fallbackTimeMs: startMs + 7,
			}),
			anObject([aRecord(102, noTime)], { meta: { _object: 'three' }, fallbackTimeMs: startMs + 9 }),
		],
		ledger('2'),
	);
	await writer.seal();
	await writer.append('b', [anObject([aRecord(3, { other: true })])], ledger('3'));
	await writer.append('b', [anObject(recordsFrom(0, 5))], ledger('4'));
	await writer.close();
	return dir;
}

function rowsOf(segment: SegmentView) {
	return Array.from({ length: segment.rowCount }, (_, row) => ({
		raw: segment.raw(row),
		timeMs: segment.times()[row],
		meta: segment.metaNames().map(name => {
			const column = segment.meta(name);
			const code = column?.codes()[row] ?? 0;
			return [name, code === 0 ? undefined : column?.value(code)];
		}),
	}));
}

test('a rebuilt store holds the same rows in the same segments, and the same ledger', async () => {
	const from = await aStoreOfAllKinds();
	const to = `${tempDir()}/new`;
	const told: number[] = [];
	const rebuilt = await rebuildStore({
		from,
		to,
		schema,
		onProgress: recordCount => told.push(recordCount),
	});
	const [before, after] = [await readerOf({ dir: from }), await readerOf({ dir: to })];
	const [old, now] = [before.refresh(), after.refresh()];
	expect(rebuilt).toMatchObject({ recordCount: 44, ledgerRowCount: 4 });
	expect(told).toEqual([43, 44]);
	expect(now.segments.map(rowsOf)).toEqual(old.segments.map(rowsOf));
	expect(now.segments.map(({ sealed }) => sealed)).toEqual([true, false]);
	expect(now.counts).toMatchObject({ recordCount: 44, conflictCount: 1, sealedSegmentCount: 1 });
	expect([...after.ledgerRange('', 'z')]).toEqual([...before.ledgerRange('', 'z')]);
	expect(rawsOf(now)).toEqual(rawsOf(old));
});

test('what a store knows is known to the rebuilt one: nothing comes in twice', async () => {
	const to = `${tempDir()}/new`;
	await rebuildStore({ from: await aStoreOfAllKinds(), to, schema });
	const writer = await writerOf({ dir: to });
	const [outcome] = await writer.append('c', [anObject(recordsFrom(0, 40))], () => []);
	expect(outcome).toMatchObject({ keptCount: 0, duplicateCount: 40 });
});

test('a folder that holds a store is left alone', async () => {
	const [from, to] = [await aStoreOfAllKinds(), await aStoreOfAllKinds()];
	await expect(rebuildStore({ from, to, schema })).rejects.toThrow(/holds a store already/);
	const reader = await readerOf({ dir: to });
	expect(reader.refresh().counts.recordCount).toBe(44);
});
