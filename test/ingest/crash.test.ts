import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder, aStore, allRecords } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import type { AnyRecord } from '../../fixtures/records.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openReader } from '../../store/index.ts';

const child = fileURLToPath(new URL('../../fixtures/ingest-folder.ts', import.meta.url));
const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof aFolder>>;
let expected: readonly AnyRecord[];

beforeEach(async () => {
	folder = await aFolder();
	const objects = Array.from({ length: 60 }, (_, index) =>
		recordsEvery(1000, 20, {}, startMs + index * 60_000),
	);
	expected = objects.flat();
	await putFiles(
		folder.path,
		objects.map((records, index) => anObject(records, { stampMs: startMs + index * 300_000 })),
	);
});
afterEach(() => folder.remove());

const ids = (records: readonly AnyRecord[]): readonly unknown[] =>
	records.map(record => record['eventID']).sort();

/** Runs until so many transactions are done, then dies without a word; or to the end. */
async function ingest(dir: string, killAfter: number): Promise<string> {
	const process = spawn('node', ['--import', 'tsx', child, folder.path, dir, String(killAfter)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let written = '';
	process.stdout.on('data', (bytes: Buffer) => {
		written += bytes.toString();
	});
	const signal = await new Promise(resolve =>
		process.on('close', (_, by) => {
			resolve(by);
		}),
	);
	return `${written}${String(signal)}`;
}

test('killed again and again, nothing is lost and nothing is there twice', async () => {
	const store = await aFolder();
	for (const killAfter of [1, 2, 4]) {
		expect(await ingest(store.path, killAfter)).toBe('SIGKILL');
	}

	expect(await ingest(store.path, Infinity)).toBe('done\nnull');
	const reader = await openReader({ dir: store.path, schema: recordSchema });
	expect(ids(allRecords(reader))).toEqual(ids(expected));
	await reader.close();
	await store.remove();
});

/** A store whose disk can be filled up. */
async function aFullStore(): Promise<
	AStore & { fillUp(afterCommits: number): void; free(): void }
> {
	let commitsLeft = Infinity;
	const store = await aStore({
		beforeCommit: () => {
			commitsLeft--;
			if (commitsLeft < 0) {
				throw Object.assign(new Error('write EIO'), { code: 5 });
			}
		},
	});
	return {
		...store,
		fillUp: afterCommits => {
			commitsLeft = afterCommits;
		},
		free: () => {
			commitsLeft = Infinity;
		},
	};
}

test('a disk that fills up ends `once` with its error, and what was not committed is not marked', async () => {
	const store = await aFullStore();
	const source = new FolderSource(folder.path);
	const small = { inFlightBytesMax: 512 << 10 };
	store.fillUp(3);
	await expect(aTailer(source, store.writer, small).tailer.once(never)).rejects.toMatchObject({
		name: 'StoreError',
	});
	const first = (await store.records()).length;
	expect(first).toBeLessThan(expected.length);

	store.free();
	const summary = await aTailer(source, store.writer, small).tailer.once(never);
	expect(summary).toMatchObject({ records: expected.length - first, duplicates: 0 });
	expect(ids(await store.records())).toEqual(ids(expected));
	await store.close();
});

test('a started tailer outlives a disk that is full for a while', async () => {
	const store = await aFullStore();
	store.fillUp(0);
	const { tailer, clock } = aTailer(new FolderSource(folder.path), store.writer);
	clock.allow(60_000);
	tailer.start();
	await until(() => tailer.status().errorCount >= 2);
	expect(tailer.status()).toMatchObject({ state: 'waiting', records: 0 });
	expect(tailer.status().lastError?.next).not.toBe('');
	store.free();
	clock.allow(3_600_000);
	await until(() => tailer.status().records === expected.length);
	await tailer.stop();
	expect(ids(await store.records())).toEqual(ids(expected));
	await store.close();
});

async function until(is: () => boolean): Promise<void> {
	while (!is()) {
		await new Promise(resolve => setTimeout(resolve, 1));
	}
}
