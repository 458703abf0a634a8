import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../fixtures/virtual-clock.ts';
import { fetchObject } from '../../source/ingest/fetch-object.ts';
import { forEachConcurrently } from '../../source/ingest/for-each-concurrently.ts';
import { rejectedAtMax } from '../../source/ingest/ledger.ts';
import { Limiter } from '../../source/ingest/limiter.ts';
import { Trouble } from '../../source/ingest/trouble.ts';
import { listedPages } from '../../source/ingest/list-pages.ts';
import type { PassPorts, PassRequest } from '../../source/ingest/pass.ts';
import { readEntry } from '../../source/ingest/read-entry.ts';
import { readObject } from '../../source/ingest/read-object.ts';
import { listAttemptsMax, retrying } from '../../source/ingest/retry.ts';
import { SourceError } from '../../source/ingest/source.ts';
import type { ListedObject } from '../../source/ingest/source.ts';
import { TailCounters } from '../../source/ingest/tail-counters.ts';
import { aRecord } from '../../fixtures/records.ts';
import { meta } from '../../fixtures/a-tailer.ts';

const never = new AbortController().signal;
const away = () => new SourceError('network', 'it is away', 'try again');
const limits = { start: 4, concurrencyMax: 4, bytesMax: 1_000 };
const anObject = (key: string): ListedObject => ({
	key,
	etag: 'e',
	sizeBytes: 1,
	lastModifiedMs: 0,
	storageClass: undefined,
});

test('a listing is tried ten times before its error is told', async () => {
	let calls = 0;
	let waits = 0;
	const work = () => {
		calls++;
		return Promise.reject(away());
	};

	const ports = {
		clock: new VirtualClock(0),
		random: () => 0.5,
		patienceMs: Infinity,
		retried: () => waits++,
	};
	await expect(retrying(work, ports, never)).rejects.toThrow('it is away');
	expect([calls, waits]).toEqual([listAttemptsMax, listAttemptsMax - 1]);
});

test('pages of a listing are tried ten times as well', async () => {
	const counters = new TailCounters();
	const ports = {
		source: {
			title: 'x',
			async *list() {
				yield* [] as ListedObject[][];
				throw away();
			},
		},
		counters,
		clock: new VirtualClock(0),
		random: () => 0.5,
		limiter: new Limiter(limits),
		trouble: new Trouble(() => {}),
		patienceMs: Infinity,
	} as unknown as PassPorts;
	const request = { prefix: '', startAfter: undefined } as unknown as PassRequest;
	const all = async () => {
		for await (const page of listedPages(ports, request, never)) {
			expect(page).toEqual([]);
		}
	};

	await expect(all()).rejects.toThrow('it is away');
	expect(counters.requests).toMatchObject({ lists: 10, retries: 9 });
});

test('the newest come first among as many objects as stand in memory, in pages of a thousand', async () => {
	const pages = Array.from({ length: 5 }, (_item, page) =>
		Array.from({ length: 700 }, (_object, index) => ({
			...anObject(`k${page}-${index}`),
			lastModifiedMs: page * 700 + index,
		})),
	);
	const ports = {
		source: { list: () => pages },
		counters: new TailCounters(),
		clock: new VirtualClock(0),
		trouble: new Trouble(() => {}),
	} as unknown as PassPorts;
	const request = { prefix: '', newestFirstMax: 1_400 } as unknown as PassRequest;
	const got: (readonly number[])[] = [];
	for await (const page of listedPages(ports, request, never)) {
		got.push([page.length, page[0]?.lastModifiedMs ?? -1]);
	}

	expect(got).toEqual([
		[1_000, 1_399],
		[400, 399],
		[1_000, 2_799],
		[400, 1_799],
		[700, 3_499],
	]);
});

test.each([
	{ code: 'throttled' as const, attempts: 20 },
	{ code: 'network' as const, attempts: 5 },
])('an object that fails with $code is asked for $attempts times', async ({ code, attempts }) => {
	let gets = 0;
	const result = await fetchObject(
		anObject('k'),
		{
			source: {
				title: 'x',
				list: async function* () {},
				folders: async () => [],
				get: () => {
					gets++;
					return Promise.reject(new SourceError(code, 'no', 'wait'));
				},
				nowMs: () => undefined,
				close: async () => {},
			},
			meta,
			clock: new VirtualClock(0),
			random: () => 0.5,
			limiter: new Limiter(limits),
			inflatedMax: 1_000,
			takesSummaries: false,
			attemptsMax: 5,
			counted: () => {},
		},
		never,
	);
	expect(result).toMatchObject({ kind: 'failed', state: 'pending', attempts });
	expect(gets).toBe(attempts);
});

test('a damaged object is tried four times by itself, and twenty of its pieces are named', () => {
	const record = JSON.stringify(aRecord());
	const pieces = Array.from({ length: 25 }, () => '{"eventVersion":oops}').join(',');
	const body = Buffer.from(`{"Records":[${record},${pieces}]}`);
	const entryOf = (object: ListedObject, bytes: Uint8Array, attempts: number) => {
		const read = readObject(object, bytes, { meta, receiptTimeMs: 0, inflatedMax: 100_000 });
		const result = { kind: 'read', object, body: bytes, read, attempts: 1 } as const;
		const context = { nowMs: 0, attempts, random: () => 0.5, keepHashes: false };
		return readEntry(result, undefined, context);
	};

	const cut = gzipSync(body).subarray(0, -10);
	expect(entryOf(anObject('k.json.gz'), cut, 3).retryAtMs).toBeGreaterThan(0);
	expect(entryOf(anObject('k.json.gz'), cut, 4).retryAtMs).toBeUndefined();
	expect(entryOf(anObject('k.json'), body, 1).rejected).toBe(25);
	expect(entryOf(anObject('k.json'), body, 1).rejectedAt).toHaveLength(rejectedAtMax);
});

test('so many are at work at once, and no more', async () => {
	let running = 0;
	let most = 0;
	await forEachConcurrently(
		Array.from({ length: 20 }, (_item, index) => index),
		4,
		async () => {
			most = Math.max(most, ++running);
			await new Promise(resolve => setImmediate(resolve));
			running--;
		},
	);
	expect(most).toBe(4);
});

test('where somebody waits, what goes on failing is given up after some seconds', async () => {
	let calls = 0;
	const work = () => {
		calls++;
		return Promise.reject(away());
	};

	const clock = new VirtualClock(0);
	const ports = { clock, random: () => 0.5, patienceMs: 5_000, retried: () => {} };
	await expect(retrying(work, ports, never)).rejects.toThrow('it is away');
	expect(calls).toBeLessThan(listAttemptsMax);
	expect(clock.elapsedMs()).toBeGreaterThanOrEqual(5_000);
});
