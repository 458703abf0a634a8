import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compactStore, inspectStore } from '../../../store/index.ts';
import type { StoreKeeper } from '../../../store/index.ts';
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

const dayMs = 86_400_000;

function daily(day: number, count: number) {
	return Array.from({ length: count }, (_, i) =>
		aRecord(day * 1000 + i, { at: new Date(startMs + day * dayMs + i).toISOString() }),
	);
}

/** One sealed segment a day, oldest first. */
async function fillDays(writer: StoreKeeper, dayCount: number): Promise<void> {
	for (let day = 0; day < dayCount; day++) {
		await writer.append(`day-${day}`, [anObject(daily(day, 100))], noLedger);
		await writer.seal();
	}
}

test('retention by age drops old segments and says so', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await fillDays(writer, 5);
	const reader = await readerOf({ dir });
	const before = reader.refresh();
	const nowMs = startMs + 4.5 * dayMs;
	const drops = await writer.retain({ ageMsMax: 3 * dayMs }, nowMs);
	expect(drops).toMatchObject([
		{ reason: 'age', droppedMs: nowMs, rowCount: 100, minTimeMs: startMs },
		{ reason: 'age', rowCount: 100, minTimeMs: startMs + dayMs },
	]);
	expect(writer.counts()).toMatchObject({ recordCount: 300, sealedSegmentCount: 3 });

	// Who looks at the older moment still can; after the refresh the records are gone.
	expect(rawsOf(before).length).toBe(500);
	const after = reader.refresh();
	expect(after.version).toBeGreaterThan(before.version);
	expect(rawsOf(after)).toEqual(textsOf([2, 3, 4].flatMap(day => daily(day, 100))));
	const info = await inspectStore(dir, { nowMs });
	expect(info.drops).toEqual(drops);
	expect(info).toMatchObject({ droppedRecordCount: 200, recordCount: 300 });
	expect(await writer.retain({ ageMsMax: 3 * dayMs }, nowMs)).toEqual([]);
	await writer.close();
	const again = await writerOf({ dir });
	expect(again.counts()).toMatchObject({ recordCount: 300, sealedSegmentCount: 3 });
});

test('an old open segment is dropped as well', async () => {
	const writer = await writerOf({ dir: tempDir() });
	await writer.append('day-0', [anObject(daily(0, 10))], noLedger);
	await writer.append('tail', [anObject(daily(9, 10))], noLedger);
	expect(await writer.retain({ ageMsMax: 3 * dayMs }, startMs + 9 * dayMs)).toMatchObject([
		{ rowCount: 10 },
	]);
	expect(writer.counts()).toMatchObject({ recordCount: 10, openRowCount: 10 });
});

test('a disk budget is kept with used pages, and the pages are used again', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await fillDays(writer, 12);
	const usedBytesMax = writer.counts().usedBytes / 2;
	let nowMs = startMs + 12 * dayMs;
	const drops = await writer.retain({ usedBytesMax }, nowMs);
	expect(drops.length).toBeGreaterThan(3);
	expect(drops.every(({ reason }) => reason === 'budget')).toBe(true);
	expect(drops[0]).toMatchObject({ minTimeMs: startMs });

	// Their pages come free once nobody can be looking at them any more.
	expect(await inspectStore(dir, { nowMs })).toMatchObject({
		doomedBytes: drops.reduce((sum, drop) => sum + drop.byteCount, 0),
	});
	nowMs += 61_000;
	await writer.retain({ usedBytesMax }, nowMs);
	const info = writer.info({ nowMs, usedBytesMax });
	expect(info.doomedBytes).toBe(0);
	expect(info.usedBytes).toBeLessThanOrEqual(usedBytesMax);
	expect(info.freeBytes).toBeGreaterThan(0);
	expect(info.fileBytes).toBe(info.usedBytes + info.freeBytes);

	await writer.append('day-20', [anObject(daily(20, 100))], noLedger);
	await writer.seal();
	expect(writer.info({ nowMs }).fileBytes).toBe(info.fileBytes);
});

test('info tells the volume by day and who writes', async () => {
	const dir = tempDir();
	const nowMs = startMs + 3 * dayMs;
	const writer = await writerOf({ dir, clock: () => nowMs });
	await fillDays(writer, 3);
	await writer.append('tail', [anObject(daily(3, 7))], noLedger);
	const info = await inspectStore(dir, { nowMs, usedBytesMax: 10e6 });
	expect(info).toMatchObject({
		formatVersion: 4,
		createdMs: nowMs,
		recordCount: 307,
		openRowCount: 7,
		openSegmentCount: 1,
		sealedSegmentCount: 3,
		writer: { pid: process.pid, startedMs: nowMs, heartbeatMs: nowMs },
	});
	expect(info.days.map(({ day, rowCount }) => [day, rowCount])).toEqual([
		['2026-03-01', 100],
		['2026-03-02', 100],
		['2026-03-03', 100],
	]);
	expect(info.forecast.rowsPerDay).toBe(100);
	expect(info.forecast.daysLeft).toBeGreaterThan(0);
	await writer.close();
	expect((await inspectStore(dir, { nowMs })).writer).toBeUndefined();
});

test('compaction gives the free pages back and keeps everything else', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	await fillDays(writer, 8);
	await writer.append('tail', [anObject(daily(9, 7))], () => [{ key: 'k', value: 'v' }]);
	const nowMs = startMs + 9 * dayMs;
	await writer.retain({ ageMsMax: 2 * dayMs }, nowMs);
	await writer.retain({ ageMsMax: 2 * dayMs }, nowMs + 61_000);
	await expect(compactStore(dir)).rejects.toMatchObject({ code: 'lease-held' });
	await writer.close();
	const reader = await readerOf({ dir });
	const raws = rawsOf(reader.refresh());
	await expect(compactStore(dir)).rejects.toMatchObject({
		code: 'readers-open',
		message: /1 other reader/,
	});
	await reader.close();

	const { bytesBefore, bytesAfter } = await compactStore(dir);
	expect(bytesAfter).toBeLessThan(bytesBefore);
	expect(existsSync(join(dir, 'data.mdb.compacted'))).toBe(false);
	const after = await readerOf({ dir });
	expect(rawsOf(after.refresh())).toEqual(raws);
	const again = await writerOf({ dir });
	expect(again.ledger('k')).toBe('v');
	expect(await again.append('tail', [anObject(daily(9, 8))], noLedger)).toMatchObject([
		{ keptCount: 1, duplicateCount: 7 },
	]);
	expect(again.counts().recordCount).toBe(raws.length + 1);
});

test('records that were dropped may come again', async () => {
	const writer = await writerOf({ dir: tempDir() });
	await writer.append('tail', [anObject(recordsFrom(0, 10))], noLedger);
	await writer.retain({ ageMsMax: dayMs }, startMs + 9 * dayMs);
	expect(await writer.append('tail', [anObject(recordsFrom(0, 10))], noLedger)).toMatchObject([
		{ keptCount: 10 },
	]);
});
