import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import type { FetchedBucket } from '../../fixtures/a-fetched-bucket.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import type { ObjectOptions } from '../../fixtures/records.ts';
import type { TailerOptions } from '../../source/ingest/tailer.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let server: FetchedBucket['server'];
let store: FetchedBucket['store'];
let source: FetchedBucket['source'];
let end: FetchedBucket['end'];

beforeEach(async () => {
	({ server, store, source, end } = await aFetchedBucket());
	server.clock = () => startMs + hourMs;
});
afterEach(() => end());

function put(options: ObjectOptions = {}, record = {}, lastModifiedMs = options.stampMs): string {
	const object = anObject([aRecord(record)], options);
	server.bucket('logs').put(object.key, object.body, { lastModifiedMs: lastModifiedMs ?? startMs });
	return object.key;
}

async function fetched(options: Partial<TailerOptions>): Promise<number> {
	server.requests.length = 0;
	const { tailer } = aTailer(source, store.writer, options);
	const summary = await tailer.once(new AbortController().signal);
	expect(summary.complete).toBe(true);
	return summary.records;
}

test('three regions with three objects each take seven listings, however far back', async () => {
	for (const region of ['us-east-1', 'eu-west-1', 'ap-south-1']) {
		for (const days of [0, 10, 200]) {
			put({ region, stampMs: startMs - days * dayMs });
		}
	}

	expect(await fetched({ sinceMs: 0 })).toBe(9);
	expect(server.count('list')).toBe(7);
	for (const days of [1, 30, 365]) {
		expect(await fetched({ sinceMs: startMs - days * dayMs })).toBe(0);
		expect(server.count('list')).toBe(7);
	}
});

test('a prefix of many objects is listed by days, the newest first, and goes on where it stopped', async () => {
	const days = 21;
	for (let day = 0; day < days; day++) {
		for (let index = 0; index < (day === 3 ? 1_040 : 2); index++) {
			put({ stampMs: startMs - day * dayMs });
		}
	}

	const daysListed = () =>
		server.requests
			.filter(({ op, key }) => op === 'list' && /\/\d{4}\/\d\d\/\d\d\/$/.test(key))
			.map(({ key }) => key.slice(-11, -1));
	const sinceMs = Date.UTC(2026, 1, 9);
	// The fixture’s records are all the same but for their ids.
	expect(await fetched({ sinceMs })).toBe(1_080);
	const listed = [...new Set(daysListed())];
	expect(listed).toHaveLength(days);
	expect(listed).toEqual([...listed].sort().reverse());

	expect(await fetched({ sinceMs })).toBe(0);
	expect(daysListed()).toEqual(['2026/03/01']);
});

test('a sparse prefix beside a dense one takes no listing of its days', async () => {
	for (let index = 0; index < 1_100; index++) {
		put({ stampMs: startMs });
	}

	put({ region: 'eu-west-1', stampMs: startMs - 2 * dayMs });
	expect(await fetched({ sinceMs: startMs - 5 * dayMs })).toBe(1_101);
	const ofRegion = server.requests.filter(({ op, key }) => op === 'list' && /eu-west-1/.test(key));
	expect(ofRegion).toMatchObject([
		{ key: expect.stringMatching(/\/eu-west-1\/$/), hasToken: false },
	]);
});

test('days that were read for one account are not done for another', async () => {
	put({ account: '111122223333', stampMs: startMs - 2 * dayMs });
	put({ account: '444455556666', stampMs: startMs - 2 * dayMs });
	const sinceMs = startMs - 3 * dayMs - 12 * hourMs;
	expect(await fetched({ sinceMs, accounts: ['111122223333'] })).toBe(1);
	expect(server.requests.some(({ key }) => key.includes('444455556666'))).toBe(false);
	expect(await fetched({ sinceMs, accounts: ['444455556666'] })).toBe(1);
	expect(await fetched({ sinceMs })).toBe(0);
});

test('a day is looked at again when its age has doubled, so that what came late is found', async () => {
	put({ stampMs: startMs - 2 * dayMs });
	const sinceMs = startMs - 3 * dayMs - 12 * hourMs;
	expect(await fetched({ sinceMs })).toBe(1);
	put({ stampMs: startMs - 2 * dayMs }, {}, startMs + dayMs);
	expect(await fetched({ sinceMs })).toBe(0);
	server.clock = () => startMs + 3 * dayMs;
	expect(await fetched({ sinceMs })).toBe(1);
});

test('what was delivered long after a closed range is fetched while that brings records of it', async () => {
	const untilMs = startMs - 10 * hourMs;
	const inside = { eventTime: new Date(untilMs - 60_000).toISOString().replace('.000Z', 'Z') };
	const after = { eventTime: new Date(untilMs + 60_000).toISOString().replace('.000Z', 'Z') };
	put({ stampMs: untilMs + 1.5 * hourMs }, inside);
	put({ stampMs: untilMs + 3.5 * hourMs }, inside);
	put({ stampMs: untilMs + 7.5 * hourMs }, after);
	const last = put({ stampMs: untilMs + 9.5 * hourMs }, inside);
	expect(await fetched({ sinceMs: startMs - 2 * dayMs, untilMs })).toBe(3);
	expect(server.requests.some(({ op, key }) => op === 'get' && key === last)).toBe(false);
});

test('what was named after a closed range is counted', async () => {
	const untilMs = startMs - 5 * dayMs;
	put({ stampMs: untilMs - hourMs });
	put({ stampMs: untilMs + 3 * hourMs });
	put({ stampMs: untilMs + 3 * dayMs });
	const { tailer } = aTailer(source, store.writer, { sinceMs: untilMs - 3 * dayMs, untilMs });
	const { records, objects } = await tailer.once(new AbortController().signal);
	expect({ records, skipped: objects.skippedByFolder }).toEqual({
		records: 1,
		skipped: { '(outside the range asked for)': 2, '(named up to two days after it)': 1 },
	});
});
