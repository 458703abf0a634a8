import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import type { FetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import type { ObjectOptions } from '../../fixtures/records.ts';
import { accountWords } from '../../source/ingest/account-words.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { Tailer } from '../../source/ingest/tailer.ts';
import type { TailStatus } from '../../source/ingest/tail-status.ts';
import { prefixesShownMax } from '../../source/ingest/tail-status.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const never = new AbortController().signal;
const mine = '111122223333';
const closed = '444455556666';
const denied = { op: 'list', status: 403, code: 'AccessDenied' } as const;
let server: FetchedBucket['server'];
let bucket: FetchedBucket['bucket'];
let store: FetchedBucket['store'];
let source: FetchedBucket['source'];
let end: FetchedBucket['end'];

beforeEach(async () => {
	({ server, bucket, store, source, end } = await aFetchedBucket());
	server.clock = () => startMs + hourMs;
});
afterEach(() => end());

function put(options: ObjectOptions = {}): void {
	const object = anObject([aRecord()], options);
	bucket.put(object.key, object.body, { lastModifiedMs: options.stampMs ?? startMs });
}

async function until(tailer: Tailer, is: (status: TailStatus) => boolean): Promise<void> {
	while (!is(tailer.status())) {
		await new Promise(resolve => setTimeout(resolve, 1));
	}
}

test.each([
	{ name: 'an account, in the search', key: `AWSLogs/${closed}/` },
	{ name: 'a folder, in the search', key: `AWSLogs/${closed}/CloudTrail/` },
	{ name: 'a region, when it is listed', key: `AWSLogs/${closed}/CloudTrail/us-east-1/` },
])('$name: the others are read, and it is said and counted', async ({ key }) => {
	put({ account: mine });
	put({ account: closed });
	put({ account: '777788889999' });
	server.fault({ ...denied, key: new RegExp(`^${key}$`) });
	const { tailer, clock } = aTailer(source, store.writer, { sinceMs: startMs - 3 * dayMs });
	const summary = await tailer.once(never);
	expect(summary).toMatchObject({ records: 2, complete: false });
	expect(summary.errors).toMatchObject([
		{
			code: 'denied',
			tried: `list ${key}`,
			found: expect.stringContaining('AccessDenied'),
			next: expect.stringContaining('s3:ListBucket'),
		},
	]);
	expect(tailer.status()).toMatchObject({ deniedPrefixes: [key], deniedPrefixCount: 1 });
	// Nobody waits for a policy.
	expect(clock.elapsedMs()).toBe(0);
});

test.each([
	{ name: 'an account, in the search', key: `AWSLogs/${closed}/` },
	{ name: 'a region, when it is listed', key: `AWSLogs/${closed}/CloudTrail/us-east-1/` },
])('$name that goes on failing is given up where somebody waits, and counted', async ({ key }) => {
	put({ account: mine });
	put({ account: closed });
	server.fault({ op: 'list', status: 500, code: 'InternalError', key: new RegExp(`^${key}`) });
	const wish = { sinceMs: startMs - 3 * dayMs, patienceMs: 20_000 };
	const { tailer, clock } = aTailer(source, store.writer, wish);
	const summary = await tailer.once(never);
	expect(summary).toMatchObject({ records: 1, complete: false });
	expect(summary.account.deniedPrefixes).toEqual([key]);
	expect(accountWords(summary.account)).toMatch(/^not everything was read: .*1 folder not listed/);
	expect(summary.errors[0]?.found).toContain('InternalError');
	// Beside the patience there may be one more wait.
	expect(clock.elapsedMs()).toBeLessThan(60_000);
	expect(clock.elapsedMs()).toBeGreaterThan(15_000);
});

test.each([
	{ name: 'the search', key: /^AWSLogs\/\d+\/$/ },
	{ name: 'the listing', key: /\/us-east-1\/$/ },
])('when $name is denied for all, it is an error', async ({ key }) => {
	put({ account: mine });
	put({ account: closed });
	server.fault({ ...denied, key });
	const { tailer } = aTailer(source, store.writer, { sinceMs: startMs - 3 * dayMs });
	await expect(tailer.once(never)).rejects.toMatchObject({ code: 'denied' });
});

test('what is denied is tried again with every sweep, and all of its range is then read', async () => {
	put({ account: mine });
	put({ account: closed, stampMs: startMs - 20 * dayMs });
	server.fault({ ...denied, key: new RegExp(`^AWSLogs/${closed}/$`) });
	const { tailer, clock } = aTailer(source, store.writer, { sinceMs: startMs - 30 * dayMs });
	clock.limitMs = clock.nowMs();
	server.clock = () => clock.nowMs();
	tailer.start();
	await until(tailer, ({ records, backfill }) => records === 1 && backfill?.done === true);
	const tries = () => server.requests.filter(({ key }) => key === `AWSLogs/${closed}/`).length;
	expect(tries()).toBe(1);
	clock.allow(1.5 * hourMs);
	await until(tailer, () => tries() === 2);
	server.clearFaults();
	clock.allow(2 * hourMs);
	await until(tailer, ({ records }) => records === 2);
	await tailer.stop();
	expect(tailer.status()).toMatchObject({ deniedPrefixes: [], deniedPrefixCount: 0 });
});

test('a region that is denied while it is followed is not asked for every minute', async () => {
	put({ account: mine });
	put({ account: closed });
	const { tailer, clock } = aTailer(source, store.writer, { sinceMs: startMs - 3 * dayMs });
	clock.limitMs = clock.nowMs();
	server.clock = () => clock.nowMs();
	tailer.start();
	await until(tailer, ({ records, lastPollMs }) => records === 2 && lastPollMs !== undefined);
	const isOf = (key: string, account: string) => key === `AWSLogs/${account}/CloudTrail/us-east-1/`;
	const asked = (account: string) => server.requests.filter(({ key }) => isOf(key, account)).length;
	server.fault({ ...denied, key: new RegExp(`^AWSLogs/${closed}/CloudTrail/us-east-1/$`) });
	clock.allow(5 * hourMs);
	await until(tailer, ({ deniedPrefixCount }) => deniedPrefixCount === 1);
	const before = [asked(mine), asked(closed)] as const;
	await until(tailer, () => asked(mine) >= before[0] + 20);
	await tailer.stop();
	expect(asked(closed) - before[1]).toBeLessThan(10);
});

test('accounts that are asked for are tried where AWSLogs/ may not be listed', async () => {
	put({ account: mine });
	put({ account: closed });
	server.fault({ ...denied, key: /^AWSLogs\/$/ });
	source = new S3Source({
		bucket: 'logs',
		prefix: 'AWSLogs',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
	const summary = await aTailer(source, store.writer, { accounts: [mine] }).tailer.once(never);
	expect(summary).toMatchObject({ records: 1, complete: true });
});

test('of the denied two hundred are named, and all are counted', async () => {
	for (let index = 0; index <= prefixesShownMax; index++) {
		put({ account: String(200_000_000_000 + index) });
	}

	put({ account: mine });
	server.fault({ ...denied, key: /^AWSLogs\/2\d+\/$/ });
	const { tailer } = aTailer(source, store.writer);
	expect(await tailer.once(never)).toMatchObject({ records: 1, complete: false });
	const { deniedPrefixes, deniedPrefixCount } = tailer.status();
	expect([deniedPrefixes.length, deniedPrefixCount]).toEqual([200, 201]);
});

test('every layout of a bucket is read, also below an empty name and in a folder of one’s own', async () => {
	put();
	put({ prefix: 'trail//' });
	put({ prefix: 'one/' });
	put({ prefix: 'two/deep/' });
	const copy = anObject();
	bucket.put(copy.key.replace('AWSLogs/', 'AWSLogs/copy/of-march/'), copy.body);
	bucket.put('AWSLogs/notes/readme.txt', 'x');
	const { tailer } = aTailer(source, store.writer);
	expect(await tailer.once(never)).toMatchObject({ records: 5, complete: true });
	expect(tailer.status().prefixes.map(({ prefix }) => prefix)).toEqual([
		`AWSLogs/${mine}/CloudTrail/us-east-1/`,
		`AWSLogs/copy/of-march/${mine}/CloudTrail/us-east-1/`,
		`one/AWSLogs/${mine}/CloudTrail/us-east-1/`,
		`trail//AWSLogs/${mine}/CloudTrail/us-east-1/`,
		`two/deep/AWSLogs/${mine}/CloudTrail/us-east-1/`,
	]);
	expect(tailer.status().objects.skippedByFolder).toEqual({ 'notes/': 1 });
});
