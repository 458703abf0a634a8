import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import type { FetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, recordsEvery, startMs } from '../../fixtures/records.ts';
import type { ObjectOptions } from '../../fixtures/records.ts';
import type { VirtualClock } from '../../fixtures/virtual-clock.ts';
import type { Tailer, TailerOptions } from '../../source/ingest/tailer.ts';
import type { TailStatus } from '../../source/ingest/tail-status.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let server: FetchedBucket['server'];
let bucket: FetchedBucket['bucket'];
let store: FetchedBucket['store'];
let source: FetchedBucket['source'];
let end: FetchedBucket['end'];

beforeEach(async () => {
	({ server, bucket, store, source, end } = await aFetchedBucket({ silenceMax: 2_000 }));
});
afterEach(() => end());

function begin(options: Partial<TailerOptions> = {}): { tailer: Tailer; clock: VirtualClock } {
	const begun = aTailer(source, store.writer, options);
	// Time stands still until a test lets it pass.
	begun.clock.limitMs = begun.clock.nowMs();
	server.clock = () => begun.clock.nowMs();
	begun.tailer.start();
	return begun;
}

function put(stampMs: number, deliveredMs: number, options: ObjectOptions = {}): string {
	const object = anObject([aRecord()], { stampMs, ...options });
	bucket.put(object.key, object.body, { lastModifiedMs: deliveredMs });
	return object.key;
}

async function until(tailer: Tailer, is: (status: TailStatus) => boolean): Promise<void> {
	while (!is(tailer.status())) {
		await new Promise(resolve => setTimeout(resolve, 1));
	}
}

test('what sorts before the last key is still found, in the next minute, the next hour, the next day', async () => {
	put(startMs + hourMs - 600_000, startMs + hourMs - 500_000, { random: 'zzzzzzzzzzzzzzzz' });
	const { tailer, clock } = begin({ pollEveryMs: 600_000 });
	await until(tailer, status => status.state === 'live' && status.records === 1);

	// The same minute with a lesser random word, and an earlier minute.
	put(startMs + hourMs - 600_000, clock.nowMs(), { random: '0000000000000000' });
	put(startMs + hourMs - 1_800_000, clock.nowMs());
	clock.allow(1_200_000);
	await until(tailer, status => status.records === 3);
	const listsOfPolls = server.count('list');

	// Two days late: the hourly look.
	put(startMs - 20 * hourMs, clock.nowMs());
	clock.allow(2 * hourMs);
	await until(tailer, status => status.records === 4);

	// Three weeks late, older than --since, but it arrives now: the daily look.
	put(startMs - 21 * dayMs, clock.nowMs());
	clock.allow(26 * hourMs);
	await until(tailer, status => status.records === 5);

	await tailer.stop();
	expect(await store.records()).toHaveLength(5);
	expect(tailer.status()).toMatchObject({ duplicates: 0, errorCount: 0 });
	// A prefix that is quiet is not listed every minute for a day.
	expect(server.count('list') - listsOfPolls).toBeLessThan(26 * 6);
});

test('the lag has three parts, and a backfill says nothing about it', async () => {
	const stampMs = startMs + hourMs;
	put(stampMs - 7 * hourMs, stampMs - 6 * hourMs);
	const { tailer, clock } = begin();
	await until(tailer, status => status.state === 'live');
	expect(tailer.status().lag).toBeUndefined();

	clock.allow(60_000);
	const object = anObject(recordsEvery(1000, 2, {}, stampMs - 200_000), { stampMs });
	bucket.put(object.key, object.body, { lastModifiedMs: stampMs + 30_000 });
	clock.allow(30 * 60_000);
	await until(tailer, status => status.records === 3);
	await tailer.stop();

	const { lag, lagByPrefix } = tailer.status();
	expect(lag).toMatchObject({ trailMs: 199_000, deliveryMs: 30_000 });
	expect(lag!.oursMs).toBeGreaterThanOrEqual(0);
	expect(lag!.totalMs).toBeCloseTo(229_000 + lag!.oursMs);
	expect(lagByPrefix).toMatchObject([{ account: '111122223333', region: 'us-east-1', objects: 2 }]);
});

test('a bucket that may not be read is one line, and comes back by itself', async () => {
	bucket.denied = true;
	const { tailer, clock } = begin();
	clock.allow(10 * 60_000);
	await until(tailer, status => status.errorCount >= 3);
	expect(tailer.status()).toMatchObject({
		state: 'waiting',
		errors: [
			{ code: 'denied', count: expect.any(Number), next: expect.stringMatching(/s3:ListBucket/) },
		],
		lastError: { code: 'denied' },
	});

	bucket.denied = false;
	put(startMs, startMs);
	clock.allow(10 * 60_000);
	await until(tailer, status => status.state === 'live');
	await tailer.stop();
	expect(tailer.status()).toMatchObject({ records: 1, lastError: undefined });
});

test('new accounts and regions are found, and old ones stay', async () => {
	put(startMs, startMs);
	const { tailer, clock } = begin({ pollEveryMs: 600_000 });
	await until(tailer, status => status.state === 'live');
	put(startMs + 7 * hourMs, startMs + 7 * hourMs, { account: '444455556666', region: 'eu-west-1' });
	clock.allow(20 * hourMs);
	await until(tailer, status => status.records === 2);
	await tailer.stop();
	expect(tailer.status().prefixes.map(prefix => `${prefix.account} ${prefix.region}`)).toEqual([
		'111122223333 us-east-1',
		'444455556666 eu-west-1',
	]);
});

test('an organisation’s bucket is read at both levels, and only the accounts and regions asked for', async () => {
	const orgKey = (key: string): string => key.replace('AWSLogs/', 'AWSLogs/o-abc1234567/');
	for (const account of ['111122223333', '444455556666']) {
		for (const region of ['us-east-1', 'eu-west-1']) {
			const object = anObject([aRecord()], { account, region });
			bucket.put(orgKey(object.key), object.body);
		}
	}

	put(startMs, startMs);
	server.clock = () => startMs + hourMs;
	const options = { accounts: ['111122223333'], regions: ['us-east-1'] };
	const summary = await aTailer(source, store.writer, options).tailer.once(
		new AbortController().signal,
	);
	expect(summary.records).toBe(2);
});

test('a day that is complete is not listed again after a restart', async () => {
	for (let days = 1; days <= 4; days++) {
		put(startMs - days * dayMs, startMs - days * dayMs);
	}

	const signal = new AbortController().signal;
	server.clock = () => startMs + hourMs;
	const options = { sinceMs: startMs - 5 * dayMs - 12 * hourMs };
	expect((await aTailer(source, store.writer, options).tailer.once(signal)).records).toBe(4);
	server.requests.length = 0;
	await aTailer(source, store.writer, options).tailer.once(signal);
	const listed = server.requests.filter(({ key }) => /\/\d{4}\/\d\d\/\d\d\/$/.test(key));
	// Today goes on; the days before are known to be complete.
	expect(listed.map(({ key }) => key.slice(-11))).toEqual(['2026/03/01/']);
});

test('stops in the middle of a download and loses nothing', async () => {
	for (let index = 0; index < 30; index++) {
		put(startMs, startMs);
	}

	server.fault({ op: 'get', times: 1000, hang: true });
	const { tailer } = begin();
	await until(tailer, status => status.requests.gets > 3);
	await tailer.stop();
	expect(tailer.status()).toMatchObject({ state: 'stopped', records: 0 });
	server.clearFaults();
	const summary = await aTailer(source, store.writer).tailer.once(new AbortController().signal);
	expect(summary).toMatchObject({ records: 30, complete: true });
});
