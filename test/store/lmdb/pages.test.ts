import {
	closeSync,
	copyFileSync,
	openSync,
	readFileSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkStore } from '../../../store/index.ts';
import { checkDataFile } from '../../../store/lmdb/data-file.ts';
import { freePagesFault, PageSet } from '../../../store/lmdb/free-pages.ts';
import { catalogueKey } from '../../../store/lmdb/keys.ts';
import { readMeta } from '../../../store/lmdb/meta-page.ts';
import { checkTrees } from '../../../store/lmdb/pages.ts';
import { openEnvironment } from '../../../store/lmdb/environment.ts';
import { seeded } from '../../../fixtures/seeded.ts';
import {
	anObject,
	noLedger,
	readerOf,
	recordsFrom,
	tempDir,
	textsOf,
	rawsOf,
	writerOf,
} from './things.ts';

const data = (dir: string) => join(dir, 'data.mdb');

/** A store with sealed segments, an open one, free pages in between, and large values. */
async function aStore(): Promise<string> {
	const dir = tempDir();
	const writer = await writerOf({ dir, segmentRowsMax: 40 });
	for (let batch = 0; batch < 12; batch++) {
		await writer.append('tail', [anObject(recordsFrom(batch * 15, 15))], noLedger);
	}

	await writer.close();
	return dir;
}

function cut(from: string, bytes: number): string {
	const dir = tempDir();
	copyFileSync(data(from), data(dir));
	truncateSync(data(dir), bytes);
	return dir;
}

test('wherever a file is cut it is refused, or read whole', async () => {
	const whole = await aStore();
	const expected = textsOf(recordsFrom(0, 180));
	const { size } = statSync(data(whole));
	const random = seeded(5);
	const refused = new Set<string>();
	for (let attempt = 0; attempt < 60; attempt++) {
		const bytes = attempt === 0 ? size : Math.floor(8_192 + random() * (size - 8_192));
		const dir = cut(whole, bytes);
		try {
			const reader = await readerOf({ dir });
			expect(rawsOf(reader.refresh()), `cut at ${bytes}`).toEqual(expected);
		} catch (error) {
			refused.add((error as { code: string }).code);
		}
	}

	expect([...refused]).toEqual(['file-cut']);
});

test('a cut file ends no process', async () => {
	const dir = cut(await aStore(), 5 * 4_096);
	const script = `import { openReader } from './store/index.ts';
		import { schema } from './test/store/lmdb/objects.ts';
		await openReader({ dir: ${JSON.stringify(dir)}, schema }).catch(error => console.log(error.code));`;
	const ran = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
	expect([ran.signal, ran.stdout.toString().trim()]).toEqual([null, 'file-cut']);
});

test('the pages of a store prove each other, as LMDB counts them', async () => {
	const dir = await aStore();
	const environment = openEnvironment({ dir, create: false, directoryMode: 0o700 });
	const { pageBytes, fileBytes } = environment.pageUse();
	await environment.close();
	withFile(data(dir), descriptor => {
		const meta = readMeta(descriptor);
		expect(meta).toMatchObject({ pageBytes, lastPage: fileBytes / pageBytes - 1 });
		expect(() => checkTrees(descriptor, meta!, fileBytes / pageBytes)).not.toThrow();
	});
});

test('a flipped bit in a page of a tree is refused in words, whatever the bit', async () => {
	const bytes = readFileSync(data(await aStore()));
	const random = seeded(9);
	const file = join(tempDir(), 'flipped');
	let refusedCount = 0;
	for (let attempt = 0; attempt < 600; attempt++) {
		const flipped = Buffer.from(bytes);
		const at = 8_192 + Math.floor(random() * (bytes.length - 8_192));
		flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
		writeFileSync(file, flipped);
		try {
			checkDataFile(file);
		} catch (error) {
			refusedCount += 1;
			expect(error).toMatchObject({ code: 'file-damaged' });
		}
	}

	// The others are in values, which have sums of their own, and in pages that are free.
	expect(refusedCount).toBeGreaterThan(2);
});

test('each flipped bit of both meta pages is refused, or changes nothing', async () => {
	const whole = await aStore();
	const bytes = readFileSync(data(whole));
	const expected = textsOf(recordsFrom(0, 180));
	const headBytes = 176;
	const dir = tempDir();
	let refusedCount = 0;
	for (let bit = 0; bit < 2 * headBytes * 8; bit++) {
		const at = (bit >> 3) % headBytes;
		const flipped = Buffer.from(bytes);
		flipped[at + (bit >= headBytes * 8 ? 4_096 : 0)]! ^= 1 << (bit & 7);
		writeFileSync(data(dir), flipped);
		try {
			checkDataFile(data(dir));
		} catch (error) {
			refusedCount += 1;
			expect((error as { code: string }).code, `bit ${bit}`).toMatch(
				/^(file-damaged|not-a-store)$/,
			);
			continue;
		}

		const writer = await writerOf({ dir });
		await writer.append('tail', [anObject(recordsFrom(900, 1))], noLedger);
		await writer.close();
		const reader = await readerOf({ dir });
		expect(rawsOf(reader.refresh()).length, `bit ${bit}`).toBe(expected.length + 1);
		await reader.close();
	}

	// The others are in what LMDB does not read, as that which is set anew with each opening.
	expect(refusedCount).toBeGreaterThan(1_300);
});

test.each([
	{ what: 'a pointer to another entry', change: (page: Buffer) => page.copy(page, 24, 26, 28) },
	{
		what: 'one entry less',
		change: (page: Buffer) => page.writeUInt16LE(page.readUInt16LE(20) - 2, 20),
	},
	{ what: 'the number of another page', change: (page: Buffer) => page.writeUInt32LE(99, 0) },
	{ what: 'a number beyond all pages', change: (page: Buffer) => page.writeUInt8(1, 7) },
	{ what: 'no kind', change: (page: Buffer) => page.writeUInt16LE(0, 18) },
	{ what: 'an end beyond it', change: (page: Buffer) => page.writeUInt16LE(60_000, 22) },
])('$what in the root of the tree is refused', async ({ change }) => {
	const file = data(await aStore());
	const bytes = readFileSync(file);
	const root = withFile(file, descriptor => readMeta(descriptor)!.trees[1]!.root!);
	change(bytes.subarray(root * 4_096, (root + 1) * 4_096));
	writeFileSync(file, bytes);
	expect(() => checkDataFile(file)).toThrow('is damaged: ');
});

test('records that are missing are refused, by readers and the writer', async () => {
	const dir = await aStore();
	const environment = openEnvironment({ dir, create: false, directoryMode: 0o700 });
	environment.commit(batch => batch.remove(catalogueKey(1)));
	await environment.close();
	const words = /^the store says that it holds 180 records, and 1[0-9]{2} were found$/;
	const reader = await readerOf({ dir });
	expect(() => reader.refresh()).toThrow(words);
	await expect(writerOf({ dir })).rejects.toMatchObject({
		code: 'counts-differ',
		message: expect.stringMatching(words) as string,
	});
});

function withFile<T>(file: string, look: (descriptor: number) => T): T {
	const descriptor = openSync(file, 'r');
	try {
		return look(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/** Where the number of a free page stands in a file. */
function freeListAt(file: string): number {
	const bytes = readFileSync(file);
	const { trees } = withFile(file, descriptor => readMeta(descriptor)!);
	const rootAt = trees[0]!.root! * 4_096;
	const entryAt = rootAt + 24 + bytes.readUInt16LE(rootAt + 24);
	let at = entryAt + 8 + bytes.readUInt16LE(entryAt + 6) + 8;
	while (bytes.readBigInt64LE(at) <= 0n) {
		at += 8;
	}

	return at;
}

test.each([
	{ what: 'a page in use', page: (root: number) => root, found: /which is in use$/ },
	{ what: 'a page beyond the end', page: () => 1_000_000, found: /which is none of this file$/ },
])('$what among the free pages is refused, and a check tells it', async ({ page, found }) => {
	const dir = await aStore();
	const file = data(dir);
	const bytes = readFileSync(file);
	const root = withFile(file, descriptor => readMeta(descriptor)!.trees[1]!.root!);
	const at = freeListAt(file);
	bytes.writeBigInt64LE(BigInt(page(root)), at);
	writeFileSync(file, bytes);
	expect(() => checkDataFile(file)).toThrow(found);
	const { faults, recordCount } = await checkStore({ dir });
	expect([recordCount, faults.length]).toEqual([180, 1]);
	expect(faults[0]?.found).toMatch(found);
});

test('a page of a commit that was not made yet is refused: LMDB would write it where it is', async () => {
	const file = data(await aStore());
	const bytes = readFileSync(file);
	const { trees, transaction } = withFile(file, descriptor => readMeta(descriptor)!);
	bytes.writeBigUInt64LE(transaction + 1n, trees[1]!.root! * 4_096 + 8);
	writeFileSync(file, bytes);
	expect(() => checkDataFile(file)).toThrow(/is of a commit that was not made yet$/);
});

test('runs of free pages are believed as LMDB writes them', () => {
	const list = (...words: number[]) => {
		const bytes = Buffer.alloc((words.length + 1) * 8);
		[words.length, ...words].forEach((word, index) =>
			bytes.writeBigInt64LE(BigInt(word), index * 8),
		);
		return bytes;
	};

	const taken = () => {
		const pages = new PageSet(40);
		pages.add(19);
		return pages;
	};

	expect(freePagesFault(Buffer.alloc(8), list(0, 21, -2, 17, 15), 39, taken())).toBeUndefined();
	expect(freePagesFault(Buffer.alloc(8), list(-3, 17), 39, taken())).toMatch(
		/page 19, which is in use$/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(15, 15), 39, taken())).toMatch(
		/page 15, which is in use$/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(40), 39, taken())).toMatch(
		/page 40, which is none of this file$/,
	);
	expect(freePagesFault(Buffer.alloc(0), list(0), 39, taken())).toMatch(/has no number$/);
	// One flipped bit makes such a number, from which nobody can count on by one.
	expect(freePagesFault(Buffer.alloc(8), list(2 ** 55), 39, taken())).toMatch(
		/, which is none of this file$/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(-(2 ** 60), 5), 39, taken())).toMatch(
		/which is none of this file$/,
	);
	// LMDB takes the word after a count for a page, whatever it is.
	expect(freePagesFault(Buffer.alloc(8), list(-6, -5, 0), 39, taken())).toMatch(
		/page -5, which is none of this/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(-6, 0, 15), 39, taken())).toMatch(
		/page 0, which is none of this/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(15, -6), 39, taken())).toMatch(
		/ends with a count of pages$/,
	);
	expect(freePagesFault(Buffer.alloc(8), list(15).subarray(0, 8), 39, taken())).toMatch(
		/longer than its entry$/,
	);
});

test('what is refused where no row is, in the tree of free pages, is told by a check too', async () => {
	const dir = await aStore();
	const file = data(dir);
	const bytes = readFileSync(file);
	const root = withFile(file, descriptor => readMeta(descriptor)!.trees[0]!.root!);
	bytes.writeUInt8(1, root * 4_096 + 7);
	writeFileSync(file, bytes);
	expect(() => checkDataFile(file)).toThrow(/it is another page$/);
	const { faults, recordCount } = await checkStore({ dir });
	expect(recordCount).toBe(180);
	expect(faults[0]?.found).toMatch(/it is another page$/);
});
