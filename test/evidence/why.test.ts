import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, anObject, objectKey, startMs } from '../../fixtures/records.ts';
import { aBucket, bucketNowMs } from '../cli/a-bucket.ts';
import type { BucketWorld } from '../cli/a-bucket.ts';
import { runInProcess } from '../cli/run-in-process.ts';

let world: BucketWorld;
let home: Awaited<ReturnType<typeof aFolder>>;
let store: string;
beforeEach(async () => {
	world = await aBucket();
	home = await aFolder();
	store = join(home.path, 'store');
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const run = (...argv: readonly string[]) =>
	runInProcess(argv, { home: home.path, nowMs: bucketNowMs });
const ingest = async () =>
	expect(
		(await run('ingest', '--once', '--since', '1d', '--store', store, ...world.flags())).err,
	).not.toContain('Error');
const why = (asked: string) => run('why', asked, '--store', store);

test('an object and the event in it', async () => {
	const id = '6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b5a';
	const object = anObject([aRecord({ eventID: id }), aRecord()]);
	world.bucket.put(object.key, object.body, { lastModifiedMs: startMs + 240_000 });
	const copy = anObject([aRecord({ eventID: 'x' }), JSON.parse(object.text).Records[1]]);
	world.bucket.put(copy.key, copy.body, { lastModifiedMs: startMs + 240_000 });
	await ingest();
	const name = object.key.slice(object.key.lastIndexOf('/') + 1);
	for (const asked of [object.key, name, `s3://trail-logs/${object.key}`]) {
		const ran = await why(asked);
		expect(ran.code, ran.err).toBe(0);
		expect(ran.out).toContain('ok: its records are in the store');
		expect(ran.out).toMatch(/2 found, [12] kept, [01] there before/);
	}

	const event = await why(id.toUpperCase());
	expect(event.code, event.err).toBe(0);
	expect(event.out).toContain('DescribeInstances of ec2.amazonaws.com');
	expect(event.out).toContain(object.key);
	expect(event.out).toMatch(/fetched\s+2026-03-01T12:10:0\d.\d+Z, 10m\d*s? after it happened/);
});

test('damaged objects say what is wrong and when they are tried again', async () => {
	const key = objectKey();
	world.bucket.put(key, gzipSync('{"Records":[').subarray(0, 12));
	await ingest();
	const ran = await why(key);
	expect(ran.code).toBe(1);
	expect(ran.out).toMatch(/state\s+quarantined/);
	expect(ran.out).toMatch(/reason\s+\S+/);
	expect(ran.out).toMatch(/next try/);
	const event = await why('6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b5a');
	expect(event.code).toBe(1);
	expect(event.out).toMatch(
		/objects\s+0 of 1 object read whole, 1 unreadable\n\s+quarantined 1 object unreadable/,
	);
	expect(event.out).toContain(key);
});

test.each([
	{ name: 'digest', folder: 'CloudTrail-Digest', said: /it is a digest/ },
	{
		name: 'kind that is not asked for',
		folder: 'CloudTrail-Aggregated',
		said: /kind not asked for: add aggregated to --kinds/,
	},
])('a $name is told apart', async ({ folder, said }) => {
	world.put();
	await ingest();
	const ran = await why(objectKey().replaceAll('CloudTrail', folder));
	expect(ran.code).toBe(1);
	expect(ran.out).toMatch(said);
});

test('an object that was never fetched: too old, not due, elsewhere, and whether it is there', async () => {
	world.put({ prefix: 'prod/' });
	const late = objectKey({ stampMs: bucketNowMs - 60_000, prefix: 'prod/' });
	const old = objectKey({ stampMs: startMs - 40 * 86_400_000, prefix: 'prod/' });
	world.bucket.put(old, 'x');
	const ask = (asked: string) =>
		run('why', asked, '--store', store, '--since', '1d', ...world.flags('prod'));
	expect((await ask(late)).out).toMatch(/not due yet[\s\S]*source\s+it is not there now/);
	expect((await ask(old)).out).toMatch(/older than what is fetched[\s\S]*source\s+it is there/);
	expect((await ask(objectKey())).out).toMatch(/does not lie below prod\/AWSLogs/);
	world.bucket.denied = true;
	const storeOnly = await run('why', late, '--store', store);
	expect(storeOnly.out).not.toContain('source');
});

test('an event may lie in a folder that is not read', async () => {
	world.put();
	world.bucket.put(
		'AWSLogs/111122223333/CloudTrail-Aggregated/us-east-1/2026/03/01/x.json.gz',
		'x',
	);
	const ran = await run(
		...['why', '6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b5a', '--store', store, '--since', '1d'],
		...world.flags(),
	);
	expect(ran.code).toBe(1);
	expect(ran.out).toContain(
		'the folder CloudTrail-Aggregated, in 1 account: kind not asked for: add aggregated to --kinds',
	);
	expect(ran.out).toMatch(/store\s+holds 1 record of/);
});

test('one thing must be asked', async () => {
	expect((await run('why')).code).toBe(2);
	expect((await run('why', 'a', 'b')).code).toBe(2);
});

test('of the objects that were not whole three are named, and all are counted', async () => {
	for (let index = 0; index < 5; index++) {
		world.bucket.put(objectKey(), gzipSync('{"Records":[').subarray(0, 12));
	}

	await ingest();
	const { out } = await why('6c4cba3f-3d9e-4b1b-8a7b-1f0e2d3c4b5a');
	expect(out).toMatch(/quarantined 5 objects unreadable/);
	expect(out.match(/AWSLogs/g)).toHaveLength(3);
});
