import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../../../fixtures/seeded.ts';
import { checkStore, rebuildStore, StoreError } from '../../../store/index.ts';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import type { Batch } from '../../../store/lmdb/environment.ts';
import {
	catalogueKey,
	conflictKey,
	groupsOfSegment,
	headerKey,
	journalKey,
	ledgerKeyOf,
	metaKey,
} from '../../../store/lmdb/keys.ts';
import { stateKey } from '../../../store/lmdb/state.ts';
import { anObject, rawsOf, readerOf, recordsFrom, schema, tempDir, writerOf } from './things.ts';

const data = (dir: string) => join(dir, 'data.mdb');
const ledgerOf = (batch: number) => () =>
	Array.from({ length: 30 }, (_, index) => ({ key: `row/${batch}/${index}`, value: { index } }));

/** Sealed segments, an open one, and a ledger of several pages. */
async function aStore(): Promise<string> {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 40 });
	for (let batch = 0; batch < 12; batch++) {
		await writer.append('tail', [anObject(recordsFrom(batch * 15, 15))], ledgerOf(batch));
	}

	await writer.close();
	return dir;
}

async function everythingIn(dir: string): Promise<unknown> {
	const reader = await readerOf({ dir });
	const all = [rawsOf(reader.refresh()), [...reader.ledgerRange('', '\u{10FFFF}')]];
	await reader.close();
	return all;
}

async function change(dir: string, write: (batch: Batch) => void): Promise<void> {
	const environment = openEnvironment({ dir, create: false, directoryMode: 0o700 });
	environment.commit(write);
	await environment.close();
}

const told = async (dir: string) =>
	(await checkStore({ dir })).faults.map(({ where, found }) => `${where}: ${found}`);

test('everything in a store is read, and a writer may have it open', async () => {
	const dir = await aStore();
	const writer = await writerOf({ dir, segmentRowsMax: 40 });
	const seen: number[] = [];
	const checked = await checkStore({ dir, onProgress: count => seen.push(count) });
	expect(checked).toMatchObject({
		recordCount: 180,
		statedCount: 180,
		ledgerRowCount: 360,
		faultCount: 0,
		faults: [],
	});
	expect(checked.segmentCount).toBeGreaterThan(3);
	expect(checked.blockCount).toBeGreaterThanOrEqual(checked.segmentCount);
	expect(checked.journalEntryCount).toBeGreaterThan(0);
	expect(seen.at(-1)).toBe(checked.segmentCount);
	await writer.close();
});

test('whatever bit is flipped, it is told, or nothing is another than it was', async () => {
	const whole = await aStore();
	const wanted = await everythingIn(whole);
	const bytes = readFileSync(data(whole));
	const random = seeded(11);
	let toldCount = 0;
	for (let attempt = 0; attempt < 120; attempt++) {
		const flipped = Buffer.from(bytes);
		const at = 8_192 + Math.floor(random() * (bytes.length - 8_192));
		flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
		const dir = tempDir();
		writeFileSync(data(dir), flipped);
		const faultCount = await checkStore({ dir }).then(
			checked => checked.faultCount,
			(error: unknown) => {
				expect(error).toBeInstanceOf(StoreError);
				return 1;
			},
		);
		toldCount += faultCount > 0 ? 1 : 0;
		if (faultCount === 0) {
			expect(await everythingIn(dir), `bit at ${at}`).toEqual(wanted);
		}
	}

	expect(toldCount).toBeGreaterThan(20);
});

test.each<{ what: string; write: (batch: Batch) => void; said: RegExp }>([
	{
		what: 'a segment that no catalogue names',
		write: batch => batch.remove(catalogueKey(1)),
		said: /segment 1: is in no catalogue/,
	},
	{
		what: 'a segment without its header',
		write: batch => batch.remove(headerKey(1)),
		said: /segment 1: it has no header/,
	},
	{
		what: 'a segment without its groups',
		write: batch => batch.removeRange(groupsOfSegment(1)),
		said: /segment 1: segment 1 has no group/,
	},
	{
		what: 'another catalogue row',
		write: batch => batch.put(catalogueKey(1), batch.read(catalogueKey(2), Buffer.from)!),
		said: /segment 1: its catalogue row and its header tell different rows/,
	},
	{
		what: 'a journal entry that is gone',
		write: batch => batch.remove(journalKey(12, 0)),
		said: /the state: says that there are 180 records, and 1\d\d were found/,
	},
	{
		what: 'a journal entry that is another',
		write: batch => batch.put(journalKey(12, 0), Buffer.from([2, 0, 0, 0, 0, 1])),
		said: /journal entry 12: .*its checksum differs/,
	},
	{
		what: 'flags of no segment',
		write: batch => batch.put(conflictKey(999, 1), Buffer.from([1])),
		said: /flags of segment 999: belong to no segment/,
	},
	{
		what: 'no state',
		write: batch => batch.put(stateKey, Buffer.from('{')),
		said: /the state: a row of the store is damaged/,
	},
	{
		what: 'a state that is gone',
		write: batch => batch.remove(stateKey),
		said: /the state: the store lacks the row that says what it holds/,
	},
])('$what is told', async ({ write, said }) => {
	const dir = await aStore();
	await change(dir, write);
	expect((await told(dir)).join('\n')).toMatch(said);
});

test('of more than a thousand faults the first are listed, and all are counted', async () => {
	const dir = await aStore();
	await change(dir, batch => {
		for (let row = 0; row < 1_100; row++) {
			batch.put(ledgerKeyOf(Buffer.from(`damaged/${row}`)), Buffer.from('{'));
		}
	});
	const checked = await checkStore({ dir });
	expect(checked.faults).toHaveLength(1_000);
	expect(checked.faultCount).toBe(1_100);
});

test('a store whose pages are damaged is looked through without LMDB', async () => {
	const dir = await aStore();
	const bytes = readFileSync(data(dir));
	// The newest of two pages of meta data leads to a root that says to be another page.
	const root = Math.max(...[0, 1].map(page => Number(bytes.readBigUInt64LE(page * 4_096 + 136))));
	bytes.writeUInt32LE(99, root * 4_096);
	writeFileSync(data(dir), bytes);
	const checked = await checkStore({ dir });
	expect(checked.faults[0]).toMatchObject({
		where: 'the file',
		found: expect.stringContaining('is damaged: it is another page') as string,
	});
	expect(checked.recordCount).toBe(180);
});

test('a copy that did not come to an end is no store', async () => {
	const from = await aStore();
	const to = tempDir();
	const broken = rebuildStore({
		from,
		to,
		schema,
		onProgress: () => {
			throw new Error('killed');
		},
	});
	await expect(broken).rejects.toThrow('killed');
	const refused = {
		code: 'store-unfinished',
		message: expect.stringMatching(/^the store is a copy of .* that was begun at 2/) as string,
	};
	await expect(readerOf({ dir: to })).rejects.toMatchObject(refused);
	await expect(writerOf({ dir: to })).rejects.toMatchObject(refused);
	await expect(checkStore({ dir: to })).rejects.toMatchObject(refused);
});

test('what a compaction left that was killed goes with the next writer', async () => {
	const dir = await aStore();
	const copy = join(dir, 'data.mdb.compacted');
	copyFileSync(data(dir), copy);
	const writer = await writerOf({ dir });
	expect(existsSync(copy)).toBe(false);
	await writer.close();
});

test('a damaged lease is told: nobody can become the writer', async () => {
	const dir = await aStore();
	await change(dir, batch => batch.put(metaKey('lease'), Buffer.from([1, 0, 0, 0, 0, 0x7b, 0x7d])));
	await expect(writerOf({ dir })).rejects.toMatchObject({ code: 'row-damaged' });
	expect(await told(dir)).toEqual([
		'the lease: a row of the store is damaged: its checksum differs',
	]);
});

test.each(['format', 'state', 'lease'] as const)(
	'each flipped bit of the name of the row %s is refused: without its name it was never written',
	async name => {
		const whole = await aStore();
		const writer = await writerOf({ dir: whole });
		const bytes = readFileSync(data(whole));
		await writer.close();
		const key = metaKey(name);
		const dir = tempDir();
		for (let bit = 0; bit < key.length * 8; bit++) {
			const flipped = Buffer.from(bytes);
			for (let at = flipped.indexOf(key); at !== -1; at = flipped.indexOf(key, at + 1)) {
				flipped[at + (bit >> 3)]! ^= 1 << (bit & 7);
			}

			writeFileSync(data(dir), flipped);
			const refusal = { name: 'StoreError' };
			await expect(everythingIn(dir), `bit ${bit}`).rejects.toMatchObject(refusal);
			await expect(writerOf({ dir }), `bit ${bit}`).rejects.toMatchObject(refusal);
			const found = await checkStore({ dir }).then(
				checked => checked.faultCount,
				(error: unknown) => (error as StoreError).code,
			);
			expect(found, `bit ${bit}`).not.toBe(0);
		}
	},
);

test('a row whose key is as long as none of its kind is told, and the rest is read', async () => {
	const dir = await aStore();
	await change(dir, batch => batch.put(Buffer.from([6, 0, 0, 0]), Buffer.from('a journal entry')));
	expect(await told(dir)).toEqual(['the file: 1 rows have keys of no kind that a store has']);
	const reader = await readerOf({ dir });
	expect(() => reader.refresh()).not.toThrow(RangeError);
});
