import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { objectKey, recordsEvery, startMs } from '../../fixtures/records.ts';
import type { PutOptions } from '../../fixtures/s3-bucket.ts';
import type { S3Fault } from '../../fixtures/s3-fault.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { toLedgerEntry } from '../../source/ingest/ledger.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { ListedObject } from '../../source/ingest/source.ts';

const never = new AbortController().signal;
let server: S3Server;
let bucketName = '';
let bucketCount = 0;

beforeAll(async () => {
	server = await S3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.clearFaults();
	server.requests.length = 0;
	server.nowMs = startMs + 3_600_000;
	bucketName = `bodies-${bucketCount++}`;
});

const open = (): S3Source =>
	new S3Source({
		bucket: bucketName,
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
		silenceMax: 2_000,
		bodyMsMax: 4_000,
	});

/** Not compressed, so that the bodies of two objects have the same length. */
const bodyOf = (day: number): Buffer =>
	gzipSync(JSON.stringify({ Records: recordsEvery(day * 1000, 3) }), { level: 0 });
const body = bodyOf(1);
const other = bodyOf(2);
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');
const kms = { headers: { 'x-amz-server-side-encryption': 'aws:kms' } };

interface Mode {
	readonly mode: string;
	readonly fault: S3Fault;
	readonly found: RegExp;
}

const modes: readonly Mode[] = [
	{ mode: 'an empty body', fault: { truncateTo: 0 }, found: /the body has 0 bytes/ },
	{
		mode: 'an empty body of no told length',
		fault: { truncateTo: 0, chunked: true, unchecked: true },
		found: /the body has 0 bytes/,
	},
	{ mode: 'a short body', fault: { truncateTo: 40 }, found: /has 40 bytes/ },
	{
		mode: 'a short body of no told length',
		fault: { truncateTo: 40, chunked: true, unchecked: true },
		found: /has 40 bytes/,
	},
	{ mode: 'a body shorter than it says', fault: { finAfter: 40 }, found: /aborted|ECONNRESET/ },
	{ mode: 'a longer body', fault: { append: 9 }, found: new RegExp(`has ${withCommas(9)} bytes`) },
	{
		mode: 'a longer body of no told length',
		fault: { append: 9, chunked: true, unchecked: true },
		found: /has more than [\d,]+ bytes/,
	},
	{
		mode: 'a page of a proxy',
		fault: { page: true },
		found: /bytes of text\/html, and the listing says/,
	},
	{
		mode: 'an error in XML with status 200',
		fault: { instead: '<Error><Code>InternalError</Code></Error>', unchecked: true },
		found: /has 41 bytes/,
	},
	{
		mode: 'the body of another object',
		fault: { instead: other, unchecked: true },
		found: /another MD5/,
	},
	{
		mode: 'the body of another object, under its ETag',
		fault: { instead: other, sent: { etag: `"${md5(other)}"` }, unchecked: true },
		found: /of another version/,
	},
	{ mode: 'a wrong ETag', fault: { sent: { etag: '"0"' } }, found: /of another version/ },
	{
		mode: 'a wrong checksum',
		fault: { sent: { 'x-amz-checksum-crc32': 'AAAAAA==' } },
		found: /Checksum mismatch/,
	},
	{ mode: 'an endless body', fault: { endless: true }, found: /has more than [\d,]+ bytes/ },
];

function withCommas(more: number): string {
	return (body.length + more).toLocaleString('en');
}

function put(options: PutOptions = {}): string {
	const key = objectKey();
	server.bucket(bucketName).put(key, body, options);
	return key;
}

describe.each(modes)('$mode', ({ fault, found }) => {
	test('is fetched again within the run', async () => {
		put();
		server.fault({ op: 'get', times: 3, ...fault });
		const store = await aStore();
		const source = open();
		const summary = await aTailer(source, store.writer).tailer.once(never);
		expect(summary).toMatchObject({ records: 3, errorCount: 0, complete: true });
		expect(summary.objects).toMatchObject({ ok: 1, partial: 0, quarantined: 0, pending: 0 });
		await source.close();
		await store.close();
	});

	test('is never read, and is tried again later', async () => {
		const key = put();
		server.fault({ op: 'get', ...fault });
		const store = await aStore();
		const source = open();
		const { tailer, clock } = aTailer(source, store.writer);
		const summary = await tailer.once(never);
		expect(summary).toMatchObject({ records: 0, complete: false });
		expect(summary.account.states).toMatchObject({ ok: 0, quarantined: 0, pending: 1 });
		const [row] = [...store.writer.ledgerRange('object/', 'object0')];
		const entry = toLedgerEntry(row?.value);
		expect(entry).toMatchObject({ state: 'pending', reason: expect.stringMatching(found) });
		expect(entry?.reason).toContain(key);
		expect(entry?.retryAtMs).toBeLessThanOrEqual(clock.nowMs() + 15 * 60_000);

		server.clearFaults();
		server.nowMs = clock.nowMs() + 3_600_000;
		const later = await aTailer(source, store.writer).tailer.once(never);
		expect(later).toMatchObject({ records: 3, complete: true });
		await source.close();
		await store.close();
	});
});

async function listed(source: S3Source): Promise<ListedObject> {
	for await (const [object] of source.list('', undefined, never)) {
		return object!;
	}

	throw new Error('nothing is listed');
}

test.each([
	{ name: 'encrypted with a key of KMS', options: { ...kms, etag: `"${'0'.repeat(32)}"` } },
	{
		name: 'encrypted with a key of the customer',
		options: {
			etag: `"${'0'.repeat(32)}"`,
			headers: { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' },
		},
	},
	{ name: 'uploaded in parts', options: { etag: `"${'0'.repeat(32)}-2"` } },
])('the ETag of an object that is $name is no MD5', async ({ options }) => {
	put(options);
	server.fault({ op: 'get', unchecked: true });
	const source = open();
	expect(Buffer.from(await source.get(await listed(source), never))).toEqual(body);
	await source.close();
});

test('an ETag without quotes, or marked as weak, is the same', async () => {
	put();
	server.fault({ op: 'get', times: 1, sent: { etag: md5(body) } });
	server.fault({ op: 'get', times: 1, sent: { etag: `W/"${md5(body)}"` } });
	const source = open();
	const object = await listed(source);
	expect(await source.get(object, never)).toHaveLength(body.length);
	expect(await source.get(object, never)).toHaveLength(body.length);
	await source.close();
});

test.each([
	['sha256', createHash('sha256').update(other).digest('base64')],
	['sha1', createHash('sha1').update(other).digest('base64')],
	['crc32c', 'AAAAAA=='],
	['crc64nvme', 'AAAAAAAAAAA='],
])('a body that is not what its %s says is refused', async (name, sum) => {
	// Nothing else could tell.
	put({ etag: `"${'0'.repeat(32)}-2"` });
	server.fault({ op: 'get', unchecked: true, sent: { [`x-amz-checksum-${name}`]: sum } });
	const source = open();
	await expect(source.get(await listed(source), never)).rejects.toMatchObject({ code: 'damaged' });
	await source.close();
});

test('of a body without end no more is received than the listing says', async () => {
	put();
	server.fault({ op: 'get', endless: true });
	const source = open();
	const object = await listed(source);
	await expect(source.get(object, never)).rejects.toMatchObject({ code: 'damaged' });
	await server.idle();
	await source.close();
});

test('what a server calls a body is cut', async () => {
	put();
	server.fault({ op: 'get', append: 1, sent: { 'content-type': 'x'.repeat(500) } });
	const source = open();
	await expect(source.get(await listed(source), never)).rejects.toThrow(/ of x{40},/);
	await source.close();
});

test('a size that the listing had wrong is listed again', async () => {
	const key = put({ toldBytes: 700 });
	server.fault({ op: 'get', times: 1, meanwhile: () => server.bucket(bucketName).put(key, body) });
	const store = await aStore();
	const source = open();
	const summary = await aTailer(source, store.writer).tailer.once(never);
	expect(summary).toMatchObject({ records: 3, errorCount: 0, complete: true });
	expect(server.count('get')).toBe(2);
	await source.close();
	await store.close();
});

test('a body that cannot be read and is another one each time is never taken for the object', async () => {
	// Nothing but its length is known of it.
	put({ etag: `"${'0'.repeat(32)}-2"` });
	const bodies = Array.from({ length: 40 }, (_, index) =>
		Buffer.concat([body.subarray(0, 100 + index), Buffer.alloc(body.length - 100 - index)]),
	);
	for (const instead of bodies) {
		server.fault({ op: 'get', times: 1, instead, unchecked: true });
	}

	const store = await aStore();
	const source = open();
	const summary = await aTailer(source, store.writer).tailer.once(never);
	expect(summary.account.states).toMatchObject({ quarantined: 0, pending: 1 });
	await source.close();
	await store.close();
});
