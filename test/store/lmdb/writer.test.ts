import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
	anObject,
	aRecord,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	startMs,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

test('what was appended is read, with metadata and times', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const records = recordsFrom(0, 20);
	const [outcome] = await writer.append(
		'tail',
		[anObject(records, { meta: { _object: 'one', _size: 7 } })],
		noLedger,
	);
	expect(outcome).toEqual({
		recordCount: 20,
		keptCount: 20,
		duplicateCount: 0,
		conflictCount: 0,
		timeGuessedCount: 0,
		oldestTimeMs: startMs,
		newestTimeMs: startMs + 19_000,
	});

	const reader = await readerOf({ dir });
	const snapshot = reader.refresh();
	expect(rawsOf(snapshot)).toEqual(textsOf(records));
	const [segment] = snapshot.segments;
	expect(segment?.sealed).toBe(false);
	expect(Array.from(segment?.times() ?? [])).toEqual(records.map((_, i) => startMs + i * 1000));
	const object = segment?.meta('_object');
	expect(object?.value(object.codes()[3] ?? 0)).toBe('one');
	const size = segment?.meta('_size');
	expect(size?.value(size.codes()[3] ?? 0)).toBe(7);
	expect(snapshot.counts).toMatchObject({ recordCount: 20, openRowCount: 20 });
});

test('sealed records read the same after reopening, and open ones too', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await writer.append('tail', [anObject(recordsFrom(0, 300))], noLedger);
	await writer.seal();
	await writer.append('tail', [anObject(recordsFrom(300, 40))], noLedger);
	expect(writer.counts()).toMatchObject({
		recordCount: 340,
		sealedSegmentCount: 1,
		openRowCount: 40,
	});
	await writer.close();

	const again = await writerOf({ dir });
	expect(again.counts()).toMatchObject({
		recordCount: 340,
		sealedSegmentCount: 1,
		openRowCount: 40,
	});
	await again.append('tail', [anObject(recordsFrom(340, 10))], noLedger);
	const reader = await readerOf({ dir });
	const snapshot = reader.refresh();
	expect(snapshot.segments.map(segment => [segment.sealed, segment.rowCount])).toEqual([
		[true, 300],
		[false, 50],
	]);
	expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, 350)));
	expect(new Set(snapshot.segments.map(segment => segment.id)).size).toBe(2);
});

test('a full segment is sealed inside the append, in the same transaction', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 50 });
	const objects = [0, 20, 40, 60, 80].map(first => anObject(recordsFrom(first, 20)));
	await writer.append('tail', objects, noLedger);
	expect(writer.counts()).toMatchObject({ sealedSegmentCount: 2, openRowCount: 20 });
	const reader = await readerOf({ dir });
	const snapshot = reader.refresh();
	expect(snapshot.version).toBe(1);
	expect(rawsOf(snapshot)).toEqual(textsOf(recordsFrom(0, 100)));
	await writer.close();
	const again = await writerOf({ dir });
	expect(again.counts()).toMatchObject({ recordCount: 100, openRowCount: 20 });
});

test('an object with more records than a segment holds is split', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 50 });
	await writer.append('tail', [anObject(recordsFrom(0, 10))], noLedger);
	const [outcome] = await writer.append('tail', [anObject(recordsFrom(10, 120))], noLedger);
	expect(outcome).toMatchObject({ recordCount: 120, keptCount: 120 });
	expect(writer.counts()).toMatchObject({ sealedSegmentCount: 3, openRowCount: 20 });
	await writer.close();
	const again = await writerOf({ dir });
	expect(again.counts()).toMatchObject({ recordCount: 130, openRowCount: 20 });
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 130)));
});

test('partitions fill segments of their own; the one idle longest is sealed for a new one', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, openPartitionsMax: 2 });
	await writer.append('tail', [anObject(recordsFrom(0, 5))], noLedger);
	await writer.append('2026-02-01', [anObject(recordsFrom(100, 5))], noLedger);
	await writer.append('tail', [anObject(recordsFrom(5, 5))], noLedger);
	await writer.append('2026-02-02', [anObject(recordsFrom(200, 5))], noLedger);
	const reader = await readerOf({ dir });
	expect(reader.refresh().segments.map(({ sealed, rowCount }) => ({ sealed, rowCount }))).toEqual([
		{ sealed: false, rowCount: 10 },
		{ sealed: true, rowCount: 5 },
		{ sealed: false, rowCount: 5 },
	]);
});

test('a record without a readable time gets the time of its object', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const records = [aRecord(1), { id: 'x' }, { id: 'y', at: 'soon' }, 'no json at all'];
	const [outcome] = await writer.append(
		'tail',
		[anObject(records, { fallbackTimeMs: startMs + 500 })],
		noLedger,
	);
	expect(outcome).toMatchObject({ keptCount: 4, timeGuessedCount: 3 });
	expect(outcome?.oldestTimeMs).toBe(startMs + 500);
	await writer.close();
	const again = await writerOf({ dir });
	await again.seal();
	const reader = await readerOf({ dir });
	const [segment] = reader.refresh().segments;
	expect(Array.from(segment?.times() ?? [])).toEqual([
		startMs + 1000,
		startMs + 500,
		startMs + 500,
		startMs + 500,
	]);
	expect(Buffer.from(segment?.delivered(3) ?? []).toString()).toBe('no json at all');
});

test.each([
	{
		name: 'cut short',
		delivered: (gzip: Buffer) => gzip.subarray(0, gzip.length - 6),
	},
	{
		name: 'with bytes after its end',
		delivered: (gzip: Buffer) => Buffer.concat([gzip, Buffer.from('trailing')]),
	},
	{
		name: 'with a second member',
		delivered: (gzip: Buffer) => Buffer.concat([gzip, gzipSync('other')]),
	},
	{ name: 'empty', delivered: () => Buffer.alloc(0) },
	{
		name: 'of the same size that holds other bytes',
		delivered: (gzip: Buffer) => gzipSync(gunzipSync(gzip).reverse()),
	},
])('a gzip object $name is journalled so that it can be shredded again', async ({ delivered }) => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const whole = anObject(recordsFrom(0, 9));
	const object = { ...whole, delivered: delivered(Buffer.from(whole.delivered)) };
	await writer.append('tail', [object, anObject([])], noLedger);
	await writer.close();
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 9)));
});

test('an object of several megabytes is journalled in pieces', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const pad = 'x'.repeat(100_000);
	const records = Array.from({ length: 40 }, (_, i) => aRecord(i, { pad: `${i}${pad}` }));
	await writer.append(
		'tail',
		[anObject(records, { encoding: 'identity' }), anObject(recordsFrom(50, 3))],
		noLedger,
	);
	await writer.close();
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf([...records, ...recordsFrom(50, 3)]));
});

test('a closed writer refuses', async () => {
	const writer = await writerOf({ dir: tempDir() });
	await writer.close();
	await expect(writer.append('tail', [], noLedger)).rejects.toMatchObject({ code: 'closed' });
});
