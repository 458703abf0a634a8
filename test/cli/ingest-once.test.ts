import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, anObject, objectKey, startMs } from '../../fixtures/records.ts';
import type { PutOptions } from '../../fixtures/s3-bucket.ts';
import { aBucket, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

let world: BucketWorld;
let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	world = await aBucket();
	home = await aFolder();
	world.put();
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const ingest = () =>
	runInProcess(
		['ingest', '--once', '--since', '1d', '--store', join(home.path, 'store'), ...world.flags()],
		{ home: home.path, nowMs: bucketNowMs },
	);
const isComplete = (out: string): unknown => (JSON.parse(out) as { complete: unknown }).complete;

test('a bucket that was read whole ends with 0', async () => {
	const { code, out, err } = await ingest();
	expect([code, isComplete(out), err]).toEqual([0, true, '']);
});

const { body } = anObject([aRecord()]);
test.each<{ name: string; body: Buffer; options?: PutOptions; said: RegExp }>([
	{ name: 'quarantined', body: Buffer.from('no log'), said: /1 unreadable/ },
	{
		name: 'without a record in it',
		body: Buffer.from(`{"Records":[]${' '.repeat(300)}}`),
		said: /1 unreadable/,
	},
	{ name: 'read in part', body: gzipSync(body).subarray(0, -30), said: /not everything was read/ },
	{
		name: 'trailing',
		body: Buffer.concat([body, Buffer.from('more')]),
		said: /1 read in part/,
	},
	{ name: 'denied', body, options: { kmsDenied: true }, said: /1 denied/ },
	{ name: 'archived', body, options: { storageClass: 'GLACIER' }, said: /1 archived/ },
])('an object that is $name ends with 4', async ({ body: bytes, options, said }) => {
	world.bucket.put(objectKey(), bytes, { lastModifiedMs: startMs + 240_000, ...options });
	const { code, out, err } = await ingest();
	expect(err).toMatch(said);
	expect([code, isComplete(out)]).toEqual([4, false]);
});
