import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import { repairStore } from '../../../store/index.ts';
import type { Repaired } from '../../../store/index.ts';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import type { Batch } from '../../../store/lmdb/environment.ts';
import { groupKey, headerKey, journalKey } from '../../../store/lmdb/keys.ts';
import {
	anObject,
	aRecord,
	rawsOf,
	readerOf,
	recordsFrom,
	schema,
	tempDir,
	textsOf,
	writerOf,
} from './things.ts';

const data = (dir: string) => join(dir, 'data.mdb');
const objectOf = (batch: number) =>
	anObject(recordsFrom(batch * 15, 15), { meta: { _object: `object ${batch}` } });

/** Sealed segments, an open one, and a ledger with a row for each object. */
async function aStore(): Promise<string> {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 40 });
	for (let batch = 0; batch < 12; batch++) {
		await writer.append('tail', [objectOf(batch)], () => [
			{ key: `object ${batch}`, value: { kept: 15 } },
		]);
	}

	await writer.close();
	return dir;
}

async function change(dir: string, write: (batch: Batch) => void): Promise<void> {
	const environment = openEnvironment({ dir, create: false, directoryMode: 0o700 });
	environment.commit(write);
	await environment.close();
}

/** Repairs, and forgets the objects of which records are missing. */
async function repair(from: string): Promise<Repaired & { readonly to: string }> {
	const to = tempDir();
	const repaired = await repairStore({
		from,
		to,
		schema,
		objectMeta: '_object',
		ledger: {
			rowOf: (row, found) => (found.countOf(row.key) < 15 ? undefined : row),
			lastRows: ({ lost }) => (lost.length > 0 ? [{ key: 'what was lost', value: lost }] : []),
		},
	});
	return { ...repaired, to };
}

async function contentOf(dir: string) {
	const reader = await readerOf({ dir });
	const content = {
		raws: rawsOf(reader.refresh()),
		keys: [...reader.ledgerRange('', '\u{10FFFF}')].map(({ key }) => key),
	};
	await reader.close();
	return content;
}

test('a store that is whole comes over whole', async () => {
	const from = await aStore();
	const { to, ...repaired } = await repair(from);
	expect(repaired).toEqual({
		recordCount: 180,
		statedCount: 180,
		ledgerRowCount: 12,
		lost: [],
		lostCount: 0,
	});
	expect(await contentOf(to)).toEqual(await contentOf(from));
});

test('whatever bits are flipped, what comes over is as it was, and the rest can be fetched again', async () => {
	const bytes = readFileSync(data(await aStore()));
	const wanted = textsOf(recordsFrom(0, 180));
	const random = seeded(5);
	let lostRuns = 0;
	for (let attempt = 0; attempt < 25; attempt++) {
		const dir = tempDir();
		const flipped = Buffer.from(bytes);
		for (let flips = 0; flips < 1 + (attempt % 8); flips++) {
			const at = 8_192 + Math.floor(random() * (bytes.length - 8_192));
			flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
		}

		writeFileSync(data(dir), flipped);
		const { to, recordCount, lostCount } = await repair(dir);
		const { raws, keys } = await contentOf(to);
		expect(raws).toHaveLength(recordCount);
		expect(wanted).toEqual(expect.arrayContaining(raws));
		if (recordCount < 180) {
			lostRuns += 1;
			expect(lostCount).toBeGreaterThan(0);
		}

		expect(keys.includes('what was lost')).toBe(lostCount > 0);

		const writer = await writerOf({ dir: to });
		for (let batch = 0; batch < 12; batch++) {
			if (!keys.includes(`object ${batch}`)) {
				await writer.append('tail', [objectOf(batch)], () => []);
			}
		}

		await writer.close();
		expect((await contentOf(to)).raws, `attempt ${attempt}`).toEqual(wanted);
	}

	expect(lostRuns).toBeGreaterThan(3);
});

test('of a damaged segment the records come over that do not need what is damaged', async () => {
	const from = tempDir();
	const writer = await writerOf({ dir: from });
	const plain = Array.from({ length: 30 }, (_, index) => aRecord(index));
	const random = seeded(3);
	const long = () => Array.from({ length: 40_000 }, () => random().toString(36)).join(' ');
	const other = [aRecord(90, { only: long() }), aRecord(91, { only: long() })];
	await writer.append('tail', [anObject([...plain, ...other])], () => []);
	await writer.seal();
	await writer.close();
	await change(from, batch => {
		// The long texts are by far the most of it.
		const sizes = Array.from({ length: 10 }, (_, group) => ({
			key: groupKey(1, String(group), 0),
			bytes: batch.read(groupKey(1, String(group), 0), Buffer.from) ?? Buffer.alloc(0),
		}));
		const [largest] = sizes.sort((one, two) => two.bytes.length - one.bytes.length);
		const { key, bytes } = largest!;
		bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
		batch.put(key, bytes);
	});
	const { recordCount, lost } = await repair(from);
	expect(recordCount).toBe(30);
	expect(lost).toEqual([
		expect.objectContaining({
			where: 'segment 1',
			recordCount: 2,
			found: expect.stringMatching(/^2 of its 32 records cannot be read: /) as string,
		}),
	]);
});

test.each<{ what: string; write: (batch: Batch) => void; said: RegExp; lost: number }>([
	{
		what: 'a segment without a header',
		write: batch => batch.remove(headerKey(1)),
		said: /^segment 1: it has no header$/,
		lost: 30,
	},
	{
		what: 'a journal entry that is another',
		write: batch => batch.put(journalKey(12, 0), Buffer.from([2, 0, 0, 0, 0, 1])),
		said: /^journal entry 12: /,
		lost: 15,
	},
])('$what is listed', async ({ write, said, lost }) => {
	const from = await aStore();
	await change(from, write);
	const repaired = await repair(from);
	expect(repaired.recordCount).toBe(180 - lost);
	expect(repaired.lost.map(({ where, found }) => `${where}: ${found}`)).toEqual([
		expect.stringMatching(said),
	]);
});

test('a folder that holds a store is not written over', async () => {
	const from = await aStore();
	await expect(
		repairStore({
			from,
			to: from,
			schema,
			objectMeta: '_object',
			ledger: { rowOf: row => row, lastRows: () => [] },
		}),
	).rejects.toMatchObject({ code: 'store-exists' });
});
