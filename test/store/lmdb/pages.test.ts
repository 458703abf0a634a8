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
import { checkDataFile } from '../../../store/lmdb/data-file.ts';
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
	for (let attempt = 0; attempt < 300; attempt++) {
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

test.each([
	{ what: 'a pointer to another entry', change: (page: Buffer) => page.copy(page, 24, 26, 28) },
	{
		what: 'one entry less',
		change: (page: Buffer) => page.writeUInt16LE(page.readUInt16LE(20) - 2, 20),
	},
	{ what: 'the number of another page', change: (page: Buffer) => page.writeUInt32LE(99, 0) },
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
