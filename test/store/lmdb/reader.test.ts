import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryBudget, openReader } from '../../../store/index.ts';
import {
	anObject,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

test('a refresh without a change gives the very same snapshot', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const reader = await readerOf({ dir });
	const empty = reader.refresh();
	expect(empty).toMatchObject({ version: 0, segments: [], counts: { recordCount: 0 } });
	await writer.putLedger([{ key: 'a', value: 1 }]);
	expect(reader.refresh()).toBe(empty);
	await writer.append('tail', [anObject(recordsFrom(0, 3))], noLedger);
	const next = reader.refresh();
	expect(next.version).toBeGreaterThan(empty.version);
	expect(reader.refresh()).toBe(next);
});

test('readers follow the writer through appends, seals and partitions', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 64, openPartitionsMax: 3 });
	const steady = await readerOf({ dir });
	const slow = await readerOf({ dir });
	let lastVersion = -1;
	for (let round = 0; round < 40; round++) {
		const first = round * 20;
		await writer.append(`partition-${round % 5}`, [anObject(recordsFrom(first, 20))], noLedger);
		if (round % 7 === 6) {
			await writer.seal();
		}

		const snapshot = steady.refresh();
		expect(snapshot.version).toBeGreaterThan(lastVersion);
		lastVersion = snapshot.version;
		expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, first + 20)));
		expect(snapshot.counts).toMatchObject({
			recordCount: first + 20,
			openRowCount: writer.counts().openRowCount,
			sealedSegmentCount: writer.counts().sealedSegmentCount,
		});
		if (round % 11 === 0) {
			expect(rawsOf(slow.refresh())).toEqual(rawsOf(snapshot));
		}
	}

	const fresh = await readerOf({ dir });
	expect(rawsOf(fresh.refresh())).toEqual(rawsOf(steady.refresh()));
	const times = fresh.refresh().segments.map(segment => segment.minTimeMs);
	expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('a snapshot stays what it was until the next refresh', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 10))], noLedger);
	const reader = await readerOf({ dir });
	const snapshot = reader.refresh();
	await writer.append('tail', [anObject(recordsFrom(10, 10))], noLedger);
	await writer.seal();
	await writer.append('tail', [anObject(recordsFrom(20, 10))], noLedger);
	expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, 10)));
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 30)));
});

test('a sealed segment keeps its id and is the same view from one refresh to the next', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 10))], noLedger);
	const reader = await readerOf({ dir });
	const [open] = reader.refresh().segments;
	await writer.seal();
	const [sealed] = reader.refresh().segments;
	expect(sealed?.id).toBe(open?.id);
	expect(sealed?.sealed).toBe(true);
	await writer.append('tail', [anObject(recordsFrom(10, 10))], noLedger);
	expect(reader.refresh().segments[0]).toBe(sealed);
});

test('columns of sealed segments are read again after the cache let them go', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 100 });
	for (let first = 0; first < 400; first += 100) {
		await writer.append('tail', [anObject(recordsFrom(first, 100))], noLedger);
	}

	await writer.seal();
	const reader = await readerOf({ dir, memory: new MemoryBudget(4_000) });
	const snapshot = reader.refresh();
	expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, 400)));
	expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, 400)));
});

test('where there is no store yet, the caller is told to come back', async () => {
	const dir = tempDir();
	await expect(openReader({ dir, schema })).rejects.toMatchObject({ code: 'not-a-store' });
	await expect(openReader({ dir: join(dir, 'none'), schema })).rejects.toMatchObject({
		code: 'not-a-store',
	});
	writeFileSync(join(dir, 'data.mdb'), 'this is no LMDB file, however long it may be'.repeat(500));
	await expect(openReader({ dir, schema })).rejects.toMatchObject({ code: 'not-a-store' });
});

test('a closed reader refuses', async () => {
	const dir = tempDir();
	await writerOf({ dir });
	const reader = await readerOf({ dir });
	await reader.close();
	expect(() => reader.refresh()).toThrow(expect.objectContaining({ code: 'closed' }) as Error);
	expect(() => reader.ledger('a')).toThrow(expect.objectContaining({ code: 'closed' }) as Error);
});
