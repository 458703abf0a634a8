import { expect, test } from 'vitest';
import { BoundedCache } from '../../../store/bounded-cache.ts';
import { MemoryBudget } from '../../../store/memory-budget.ts';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import type { LmdbEnvironment } from '../../../store/lmdb/environment.ts';
import {
	doomedBytes,
	dropSegments,
	readDrops,
	sweepable,
	sweepSegment,
} from '../../../store/lmdb/retention.ts';
import type { Drop } from '../../../store/lmdb/retention.ts';
import { SealedSegments } from '../../../store/lmdb/sealed-segments.ts';
import { readState } from '../../../store/lmdb/state.ts';
import { LmdbWriter } from '../../../store/lmdb/writer.ts';
import { rebuildStore } from '../../../store/index.ts';
import { built } from '../segment/build.ts';
import {
	anObject,
	aRecord,
	noLedger,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	startMs,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

/** The files of a store that has no writer any more. */
async function anEnvironment(): Promise<LmdbEnvironment> {
	const dir = tempDir();
	await (await writerOf({ dir })).close();
	return openEnvironment({ dir, directoryMode: 0o700, create: false });
}

const aDrop = (segment: number): Drop => ({
	segment,
	reason: 'budget',
	droppedMs: startMs,
	minTimeMs: startMs,
	maxTimeMs: startMs,
	rowCount: 10,
	byteCount: 100,
});

test('of very many drops the newest thousand are listed, and all are counted', async () => {
	const environment = await anEnvironment();
	const planned = Array.from({ length: 1_002 }, (_item, index) => aDrop(index + 1));
	environment.commit(batch => dropSegments(batch, planned));
	expect(readDrops(environment).map(({ segment }) => segment)).toEqual(
		planned.slice(2).map(({ segment }) => segment),
	);
	expect(readState(environment).droppedRecordCount).toBe(10_020);
	// What is left out of this sum, the next look at the budget would drop on top.
	expect(doomedBytes(environment)).toBe(100_200);

	const swept = sweepable(environment, startMs + 60_000);
	expect(swept).toHaveLength(1_000);
	environment.commit(batch => swept.forEach(segment => sweepSegment(batch, segment)));
	expect(sweepable(environment, startMs + 60_000)).toEqual([1_001, 1_002]);
	expect(doomedBytes(environment)).toBe(200);
	await environment.close();
});

test('a journal longer than a page is read whole, also where a large entry crosses its end', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const small = recordsFrom(0, 62);
	for (const record of small) {
		await writer.append('tail', [anObject([record])], noLedger);
	}

	const large = Array.from({ length: 40 }, (_item, index) =>
		aRecord(100 + index, { pad: `${index}${'x'.repeat(100_000)}` }),
	);
	await writer.append('tail', [anObject(large, { encoding: 'identity' })], noLedger);
	const after = recordsFrom(200, 5);
	for (const record of after) {
		await writer.append('tail', [anObject([record])], noLedger);
	}

	await writer.close();
	const reader = await readerOf({ dir });
	expect(rawsOf(reader.refresh())).toEqual(textsOf([...small, ...large, ...after]));
});

test('a segment that has its bytes is sealed before the next object', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentBytesMax: 10_000 });
	const pad = 'x'.repeat(5_000);
	for (let number = 0; number < 5; number++) {
		await writer.append('tail', [anObject([aRecord(number, { pad })])], noLedger);
	}

	expect(writer.counts()).toMatchObject({ sealedSegmentCount: 2, openRowCount: 1 });
});

test('nine days at a time leave eight open segments', async () => {
	const writer = await writerOf({ dir: tempDir() });
	for (let day = 0; day < 9; day++) {
		await writer.append(`day-${day}`, [anObject([aRecord(day)])], noLedger);
	}

	expect(writer.counts()).toMatchObject({ sealedSegmentCount: 1, openRowCount: 8 });
});

test('when open segments hold too much memory the one idle longest is sealed', async () => {
	const environment = await anEnvironment();
	const writer = new LmdbWriter({
		dir: '',
		environment,
		schema,
		cache: new BoundedCache<unknown>(new MemoryBudget(1e6)),
		limits: {
			segmentRowsMax: 65_536,
			segmentBytesMax: 1e9,
			openPartitionsMax: 8,
			openBytesMax: 1,
		},
		holdLease: () => {},
		checkSpace: () => {},
		onClose: () => environment.close(),
	});
	for (const day of ['a', 'b', 'c']) {
		await writer.append(day, [anObject(recordsFrom(day.charCodeAt(0) * 2_000, 1_500))], noLedger);
	}

	expect(writer.counts()).toMatchObject({ sealedSegmentCount: 2, openRowCount: 1_500 });
	await writer.close();
});

test('sixty-four indexes are kept; of more the oldest goes', async () => {
	const environment = await anEnvironment();
	const sealed = new SealedSegments(
		environment,
		schema,
		new BoundedCache<unknown>(new MemoryBudget(1e6)),
	);
	const view = built('{"id":"a"}').view();
	const index = (segment: number) => sealed.identities({ segment, view });
	const firstIndex = index(0);
	for (let segment = 1; segment < 64; segment++) {
		index(segment);
	}

	expect(index(0)).toBe(firstIndex);
	const secondIndex = index(1);
	for (let segment = 100; segment < 163; segment++) {
		index(segment);
	}

	expect(index(1)).toBe(secondIndex);
	expect(index(0)).not.toBe(firstIndex);
	await environment.close();
});

test('a rebuilt store has every row of a long ledger, and large objects in pieces', async () => {
	const dir = tempDir();
	const writer = await writerOf({ dir });
	const records = Array.from({ length: 45 }, (_item, index) =>
		aRecord(index, { pad: `${index}${'x'.repeat(100_000)}` }),
	);
	const rows = Array.from({ length: 1_001 }, (_item, index) => ({
		key: `k${index}`,
		value: index,
	}));
	await writer.append('tail', [anObject(records, { encoding: 'identity' })], () => rows);
	await writer.close();
	const target = `${tempDir()}/new`;
	const rebuilt = await rebuildStore({ from: dir, to: target, schema });
	expect(rebuilt).toMatchObject({ recordCount: 45, ledgerRowCount: 1_001 });
	const reader = await readerOf({ dir: target });
	expect(rawsOf(reader.refresh())).toEqual(textsOf(records));
	expect(reader.ledger('k1000')).toBe(1_000);
});

test('a segment has 65,536 rows, whatever the writer is asked for', async () => {
	const writer = await writerOf({ dir: tempDir(), segmentRowsMax: 1e9 });
	const text = Buffer.from('{}'.repeat(65_537));
	const object = {
		delivered: text,
		encoding: 'identity',
		inflated: text,
		spans: Uint32Array.from({ length: 65_537 * 2 }, (_item, at) => (at + 1) & ~1),
		meta: {},
		fallbackTimeMs: startMs,
	} as const;
	await writer.append('tail', [object], noLedger);
	expect(writer.counts()).toMatchObject({
		recordCount: 65_537,
		sealedSegmentCount: 1,
		openRowCount: 1,
	});
});
