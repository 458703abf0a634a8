import { expect, test } from 'vitest';
import type { SegmentView, StoreSnapshot } from '../../../store/index.ts';
import {
	anObject,
	aRecord,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

function flaggedIn(segment: SegmentView): string[] {
	const flags = segment.meta('_conflict');
	return Array.from({ length: segment.rowCount }, (_, row) => row)
		.filter(row => (flags?.codes()[row] ?? 0) > 0)
		.map(row => segment.raw(row));
}

function flagged(snapshot: StoreSnapshot): string[] {
	return snapshot.segments.flatMap(flaggedIn).sort();
}

test('the same object again adds nothing, in whatever state its records are', async () => {
	const dir = tempDir();
	const object = anObject(recordsFrom(0, 30));
	let writer = await writerOf({ dir });
	await writer.append('tail', [object], noLedger);
	const again = { recordCount: 30, keptCount: 0, duplicateCount: 30, conflictCount: 0 };

	expect(await writer.append('tail', [object], noLedger)).toMatchObject([again]);
	expect(await writer.append('other', [object], noLedger)).toMatchObject([again]);
	await writer.close();
	writer = await writerOf({ dir });
	expect(await writer.append('tail', [object], noLedger)).toMatchObject([again]);
	await writer.seal();
	expect(await writer.append('tail', [object], noLedger)).toMatchObject([again]);
	await writer.close();
	writer = await writerOf({ dir });
	expect(await writer.append('tail', [object], noLedger)).toMatchObject([again]);
	expect(writer.counts()).toMatchObject({ recordCount: 30, duplicateCount: 150 });
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(recordsFrom(0, 30)));
});

test('duplicates are found within an object, an append, and across a seal inside it', async () => {
	const writer = await writerOf({ dir: tempDir(), segmentRowsMax: 40 });
	const records = recordsFrom(0, 15);
	const outcomes = await writer.append(
		'tail',
		[
			anObject([...records, ...records]),
			anObject(records),
			anObject(recordsFrom(100, 25)),
			anObject([...records, aRecord(200)]),
		],
		noLedger,
	);
	expect(outcomes.map(({ keptCount, duplicateCount }) => [keptCount, duplicateCount])).toEqual([
		[15, 15],
		[0, 15],
		[25, 0],
		[1, 15],
	]);
	expect(writer.counts().sealedSegmentCount).toBeGreaterThan(0);
});

test.each([
	{ name: 'another time', other: { at: '2026-03-01T12:00:01.001Z' } },
	{ name: 'another scope', other: { account: '444455556666' } },
	{ name: 'no scope', other: { account: undefined } },
	{ name: 'another id', other: { id: 'id-2' } },
	{ name: 'no id', other: { id: undefined } },
	{ name: 'an id that is no text', other: { id: 1 } },
])('a record with $name is another record', async ({ other }) => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const records = [aRecord(1), aRecord(1, other)];
	const [outcome] = await writer.append('tail', [anObject(records)], noLedger);
	expect(outcome).toMatchObject({ keptCount: 2, duplicateCount: 0, conflictCount: 0 });
	await writer.seal();
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(records));
});

test('records without an id are never merged', async () => {
	const writer = await writerOf({ dir: tempDir() });
	const object = anObject([{ at: '2026-03-01T12:00:00Z' }, { at: '2026-03-01T12:00:00Z' }]);
	expect(await writer.append('tail', [object], noLedger)).toMatchObject([{ keptCount: 2 }]);
	expect(await writer.append('tail', [object], noLedger)).toMatchObject([{ keptCount: 2 }]);
});

test('white space and escapes of the same text make no other content', async () => {
	const writer = await writerOf({ dir: tempDir() });
	const record = aRecord(1);
	const loose = JSON.stringify(record, undefined, 3);
	await writer.append('tail', [anObject([record])], noLedger);
	expect(await writer.append('tail', [anObject([loose])], noLedger)).toMatchObject([
		{ keptCount: 0, duplicateCount: 1 },
	]);
});

test('the same identity with other content is kept, and both are flagged', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const first = aRecord(7);
	const second = aRecord(7, { name: 'DeleteObject' });
	await writer.append('tail', [anObject([aRecord(6), first])], noLedger);
	await writer.seal();
	const reader = await readerOf({ dir });
	const [before] = reader.refresh().segments;
	expect(flagged(reader.refresh())).toEqual([]);

	expect(await writer.append('tail', [anObject([second])], noLedger)).toMatchObject([
		{ keptCount: 1, duplicateCount: 0, conflictCount: 1 },
	]);
	expect(writer.counts()).toMatchObject({ recordCount: 3, conflictCount: 1 });
	const snapshot = reader.refresh();
	expect(flagged(snapshot)).toEqual(textsOf([first, second]));
	// What was computed from the segment before the flag came is not mistaken for what it says now.
	expect(snapshot.segments.map(segment => segment.id)).not.toContain(before?.id);
	expect(snapshot.segments[0]?.metaNames()).toContain('_conflict');

	// A third delivery of either is a duplicate, also after all of it was sealed.
	await writer.seal();
	expect(await writer.append('tail', [anObject([second, first])], noLedger)).toMatchObject([
		{ keptCount: 0, duplicateCount: 2, conflictCount: 0 },
	]);
	expect(flagged(reader.refresh())).toEqual(textsOf([first, second]));
});

const restated = { meta: { _object: 'told', restated: 1 } };

test.each([
	{ name: 'the restated record comes first', options: [restated, {}] },
	{ name: 'the restated record comes last', options: [{}, restated] },
	{ name: 'both are restated', options: [restated, restated] },
])('$name: one of the same identity is the same record, sealed or not', async ({ options }) => {
	const dir = tempDir();
	const writer = await writerOf({ dir, schema: { ...schema, restatedMeta: 'restated' } });
	const [first, last] = options;
	const told = aRecord(7);
	const other = { ...aRecord(7), more: null };
	await writer.append('tail', [anObject([told], first)], noLedger);
	const once = [{ keptCount: 0, duplicateCount: 1, conflictCount: 0 }];
	expect(await writer.append('day', [anObject([other], last)], noLedger)).toMatchObject(once);
	await writer.seal();
	expect(await writer.append('tail', [anObject([other], last)], noLedger)).toMatchObject(once);
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf([told]));
});

test('flags survive a crash before the seal', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const both = [aRecord(7), aRecord(7, { name: 'DeleteObject' })];
	await writer.append('tail', [anObject([aRecord(1), ...both, aRecord(8)])], noLedger);
	await writer.close();
	const reader = await readerOf({ dir });
	expect(flagged(reader.refresh())).toEqual(textsOf(both));
});

test('a made-up log that repeats one identity with ever new content is kept whole', async () => {
	const writer = await writerOf({ dir: tempDir() });
	const records = Array.from({ length: 500 }, (_, i) => aRecord(1, { attempt: i }));
	const [outcome] = await writer.append('tail', [anObject(records)], noLedger);
	expect(outcome).toMatchObject({ keptCount: 500, conflictCount: 499 });
});

test('late records are found in whichever segment covers their time', async () => {
	const writer = await writerOf({ dir: tempDir(), segmentRowsMax: 100, openPartitionsMax: 3 });
	const count = 2_000;
	for (let first = 0; first < count; first += 50) {
		const partition = first % 100 === 0 ? 'tail' : 'backfill';
		await writer.append(partition, [anObject(recordsFrom(first, 50))], noLedger);
	}

	// Every record once more, in an order of its own.
	const shuffled = Array.from({ length: count }, (_, i) => aRecord((i * 1_237) % count));
	let duplicateCount = 0;
	for (let first = 0; first < count; first += 80) {
		const [outcome] = await writer.append(
			'sweep',
			[anObject(shuffled.slice(first, first + 80))],
			noLedger,
		);
		duplicateCount += outcome?.duplicateCount ?? 0;
	}

	expect(duplicateCount).toBe(count);
	expect(writer.counts().recordCount).toBe(count);
});
