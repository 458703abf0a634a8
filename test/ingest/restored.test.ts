import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import type { FetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';

let server: FetchedBucket['server'];
let store: FetchedBucket['store'];
let source: FetchedBucket['source'];
let end: FetchedBucket['end'];
let nowMs: number;
const object = anObject([aRecord()]);

beforeEach(async () => {
	({ server, store, source, end } = await aFetchedBucket());
	nowMs = startMs + 3_600_000;
	server.clock = () => nowMs;
	put(false);
});
afterEach(() => end());

function put(isRestored: boolean): void {
	server.bucket('logs').put(object.key, object.body, { storageClass: 'DEEP_ARCHIVE', isRestored });
}

async function once(): Promise<object> {
	const { tailer } = aTailer(source, store.writer);
	const { records, complete, objects } = await tailer.once(new AbortController().signal);
	return { records, complete, archived: objects.archived, gets: server.count('get') };
}

test('a restored object, which keeps its class, is read as the listing says', async () => {
	expect(await once()).toEqual({ records: 0, complete: false, archived: 1, gets: 0 });
	expect(await once()).toEqual({ records: 0, complete: false, archived: 0, gets: 0 });
	put(true);
	expect(await once()).toEqual({ records: 1, complete: true, archived: 0, gets: 1 });
	expect(await once()).toEqual({ records: 0, complete: true, archived: 0, gets: 1 });
});

test('where the listing does not say it, a GET does, as often as the sweeps', async () => {
	server.tellsRestore = false;
	expect(await once()).toEqual({ records: 0, complete: false, archived: 1, gets: 1 });
	put(true);
	expect(await once()).toEqual({ records: 0, complete: false, archived: 0, gets: 1 });
	nowMs += 3_600_000;
	expect(await once()).toEqual({ records: 1, complete: true, archived: 0, gets: 2 });
});
