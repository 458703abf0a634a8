import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder, aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import { createExampleSource } from '../../source/example/example-source.ts';
import { ledgerObjects } from '../../source/ingest/damaged.ts';
import { previousEtagsMax } from '../../source/ingest/ledger.ts';
import type { ListedObject } from '../../source/ingest/source.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';

const never = new AbortController().signal;
let store: AStore;
let folder: Awaited<ReturnType<typeof aFolder>>;

beforeEach(async () => {
	store = await aStore();
	folder = await aFolder();
});
afterEach(async () => {
	await store.close();
	await folder.remove();
});

test('brings every record of a folder once, whatever the layout', async () => {
	const shared = recordsEvery(1000, 10);
	await putFiles(folder.path, [
		anObject(shared),
		anObject([...shared, aRecord()]),
		anObject(recordsEvery(1000, 5), { region: 'eu-west-1', stampMs: startMs + 300_000 }),
	]);
	await writeFile(join(folder.path, 'loose.json'), JSON.stringify(aRecord()));
	const { tailer } = aTailer(new FolderSource(folder.path), store.writer);

	const summary = await tailer.once(never);

	expect(summary).toMatchObject({ records: 17, duplicates: 10, complete: true, errorCount: 0 });
	expect(await store.records()).toHaveLength(17);
	expect(store.writer.counts().duplicateCount).toBe(10);
});

test('a second look fetches nothing, and a new file only itself', async () => {
	await putFiles(folder.path, [anObject()]);
	await aTailer(new FolderSource(folder.path), store.writer).tailer.once(never);
	const again = aTailer(new FolderSource(folder.path), store.writer).tailer;
	expect(await again.once(never)).toMatchObject({ records: 0, objects: { known: 1, ok: 0 } });
	await putFiles(folder.path, [anObject()]);
	const third = aTailer(new FolderSource(folder.path), store.writer).tailer;
	expect(await third.once(never)).toMatchObject({ records: 1, objects: { known: 1, ok: 1 } });
});

test('what is no log of CloudTrail is left alone and counted by folder', async () => {
	const digest =
		'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/01/111122223333_CloudTrail-Digest_us-east-1_main_us-east-1_20260301T120000Z.json.gz';
	await putFiles(folder.path, [
		{ key: digest, body: Buffer.from('x'), text: '' },
		{ key: 'notes/readme.txt', body: Buffer.from('hello'), text: '' },
		anObject(),
	]);
	const summary = await aTailer(new FolderSource(folder.path), store.writer).tailer.once(never);
	expect(summary.objects).toMatchObject({
		ok: 1,
		skipped: 2,
		skippedByFolder: { 'CloudTrail-Digest': 1, notes: 1 },
	});
});

test('a folder that is not there is said so, with the next step', async () => {
	const source = new FolderSource(join(folder.path, 'nowhere'));
	await expect(aTailer(source, store.writer).tailer.once(never)).rejects.toMatchObject({
		code: 'no-bucket',
		next: expect.stringContaining('check the path'),
	});
});

test('a started tailer sees what arrives later and stops when told to', async () => {
	await putFiles(folder.path, [anObject()]);
	const { tailer, clock } = aTailer(new FolderSource(folder.path), store.writer);
	const reached = async (records: number): Promise<void> => {
		await new Promise<void>(resolve => {
			const off = tailer.onChange(() => {
				if (tailer.status().records >= records) {
					off();
					resolve();
				}
			});
		});
	};

	clock.limitMs = clock.nowMs();
	tailer.start();
	await reached(1);
	await putFiles(folder.path, [anObject(recordsEvery(1000, 3))]);
	clock.allow(120_000);
	await reached(4);
	await tailer.stop();
	expect(tailer.status()).toMatchObject({ state: 'stopped', records: 4, errorCount: 0 });
});

test('when it polls is told by the clock of the machine, also of a source whose time is another', async () => {
	const dayMs = 24 * 3_600_000;
	const nowMs = startMs - 200 * dayMs;
	const source = createExampleSource({ seed: 1, nowMs, days: 1, recordsPerDay: 50 });
	const { tailer, clock } = aTailer(source, store.writer, { sinceMs: nowMs - dayMs });
	clock.limitMs = clock.nowMs() + 600_000;
	const told = new Promise<void>(resolve => {
		tailer.onChange(() => {
			const { lastPollMs, nextPollMs } = tailer.status();
			if (lastPollMs !== undefined && nextPollMs !== undefined) {
				resolve();
			}
		});
	});
	tailer.start();
	await told;
	const { lastPollMs = 0, nextPollMs = 0 } = tailer.status();
	await tailer.stop();
	expect(lastPollMs).toBeGreaterThan(startMs);
	expect(nextPollMs).toBeGreaterThan(startMs);
});

test('all the rows have the metadata of their object', async () => {
	const object = anObject();
	await putFiles(folder.path, [object]);
	await aTailer(new FolderSource(folder.path), store.writer).tailer.once(never);
	const row = store.writer.ledger(`object/${folder.path}\n${object.key}`);
	expect(row).toMatchObject({ state: 'ok', records: 1, kept: 1, duplicates: 0 });
});

test('a folder is listed in pages of a thousand, and a large file is read whole', async () => {
	const names = Array.from(
		{ length: 1_001 },
		(_item, index) => `${String(index).padStart(4, '0')}.json`,
	);
	await Promise.all(names.map(name => writeFile(join(folder.path, name), '{}')));
	const large = Buffer.alloc((1 << 20) + 1, 'x');
	await writeFile(join(folder.path, 'z.json'), large);
	const source = new FolderSource(folder.path);
	const pages: (readonly ListedObject[])[] = [];
	for await (const page of source.list('', undefined, never)) {
		pages.push(page);
	}

	expect(pages.map(page => page.length)).toEqual([1_000, 2]);
	expect(pages.flat().map(({ key }) => key)).toEqual([...names, 'z.json']);
	expect(large.equals(await source.get(pages.flat().at(-1)!, never))).toBe(true);
});

test('a file that is rewritten again and again keeps the five ETags before', async () => {
	const file = join(folder.path, 'loose.json');
	const source = new FolderSource(folder.path);
	for (let count = 1; count <= 8; count++) {
		await writeFile(file, JSON.stringify(Array.from({ length: count }, () => aRecord())));
		await aTailer(source, store.writer).tailer.once(never);
	}

	const [row] = [...ledgerObjects(store.writer)];
	expect(row?.entry.previousEtags).toHaveLength(previousEtagsMax);
});
