import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder, aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { SourceError } from '../../source/ingest/source.ts';
import type { ObjectSource } from '../../source/ingest/source.ts';
import { prefixesShownMax } from '../../source/ingest/tail-status.ts';

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

/** A folder whose listing works and whose objects cannot be had. */
class AwayFolder extends FolderSource {
	getCount = 0;

	override get(): Promise<Uint8Array> {
		this.getCount++;
		return Promise.reject(new SourceError('network', 'it is away', 'try again'));
	}
}

test('a backfill that ends tries what failed three times, five requests each', async () => {
	await putFiles(folder.path, [anObject([aRecord()])]);
	const source = new AwayFolder(folder.path);
	const summary = await aTailer(source, store.writer).tailer.once(never);
	expect(summary).toMatchObject({ complete: false, objects: { ok: 0 } });
	expect(source.getCount).toBe(15);
});

test('two hundred prefixes are shown, and all are counted', async () => {
	const regions = Array.from({ length: 201 }, (_item, index) => `eu-west-${index}`);
	await putFiles(
		folder.path,
		regions.map(region => anObject([aRecord()], { region })),
	);
	const files = new FolderSource(folder.path);
	// As a bucket does: it is not listed whole.
	const source: ObjectSource = {
		title: files.title,
		list: (prefix, startAfter, signal) => files.list(prefix, startAfter, signal),
		folders: (prefix, signal) => files.folders(prefix, signal),
		get: (object, signal) => files.get(object, signal),
		nowMs: () => undefined,
		close: () => files.close(),
	};
	const { tailer } = aTailer(source, store.writer);
	await tailer.once(never);
	const { prefixes, prefixCount } = tailer.status();
	expect([prefixes.length, prefixCount]).toEqual([prefixesShownMax, 201]);
});
