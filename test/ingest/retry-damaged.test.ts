import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder, aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { ledgerObjects } from '../../source/ingest/damaged.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { objectLedgerKey, objectRow, settledEntry } from '../../source/ingest/ledger.ts';
import { SourceError } from '../../source/ingest/source.ts';
import type { ListedObject } from '../../source/ingest/source.ts';

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

/** A folder that something happens to before an object is read. */
class WatchedFolder extends FolderSource {
	readonly keys: string[] = [];
	before: (object: ListedObject) => Promise<void> = () => Promise.resolve();

	override async get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array> {
		this.keys.push(object.key);
		await this.before(object);
		return super.get(object, signal);
	}
}

const quiet = () => new AbortController().signal;
const entries = () => [...ledgerObjects(store.writer)].map(({ entry }) => entry);

test.each([
	{
		how: 'without an answer',
		state: 'pending',
		fail: () => Promise.reject(new SourceError('network', 'it is away', 'try again')),
	},
	{ how: 'without the object', state: 'gone', fail: (file: string) => rm(file) },
])('a retry that ends $how takes nothing from what is known', async ({ state, fail }) => {
	const torn = anObject([aRecord(), aRecord(), aRecord()]);
	const body = gzipSync(torn.text.slice(0, torn.text.lastIndexOf('"eventID"')));
	await putFiles(folder.path, [{ ...torn, body }]);
	const source = new WatchedFolder(folder.path);
	await aTailer(source, store.writer).tailer.once(quiet());
	const [before] = entries();
	expect(before).toMatchObject({ state: 'partial', records: 2, kept: 2, rejected: 1 });
	source.before = ({ key }) => fail(join(folder.path, key));
	await aTailer(source, store.writer).tailer.retryDamaged(quiet());
	const { records, kept, rejected, rejectedAt, oldestMs } = before!;
	expect(entries()).toMatchObject([{ state, records, kept, rejected, rejectedAt, oldestMs }]);
	expect(entries()[0]?.attempts).toBe(2);
});

test('what another pass has settled since the listing is not fetched again', async () => {
	const random = (count: number) => `a${count.toString().padStart(15, '0')}`;
	const objects = Array.from({ length: 300 }, (_, count) =>
		anObject([aRecord()], { random: random(count) }),
	);
	const last = anObject([aRecord()], { random: 'zzzzzzzzzzzzzzzz' });
	await putFiles(folder.path, [...objects, last]);
	const source = new WatchedFolder(folder.path);
	const settled = settledEntry(
		{ key: last.key, etag: 'e', sizeBytes: 1, lastModifiedMs: startMs, storageClass: undefined },
		'ok',
		startMs,
		{ records: 1, kept: 1 },
	);
	source.before = async () => {
		source.before = () => Promise.resolve();
		await store.writer.putLedger([objectRow(source.title, last.key, settled)]);
	};

	await aTailer(source, store.writer).tailer.once(quiet());
	expect(source.keys).toHaveLength(300);
	expect(source.keys).not.toContain(last.key);
	expect(store.writer.ledger(objectLedgerKey(source.title, last.key))).toEqual(settled);
});
