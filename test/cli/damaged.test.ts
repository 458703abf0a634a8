import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, anObject, objectKey, startMs } from '../../fixtures/records.ts';
import { aBucket, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

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
const damaged = (...argv: readonly string[]) =>
	run('damaged', ...argv, '--store', store, ...world.flags());
const ingest = () => run('ingest', '--once', '--since', '1d', '--store', store, ...world.flags());

/** One record that is no JSON among two that are. */
function torn(): string {
	const [first, last] = [aRecord(), aRecord()].map(record => JSON.stringify(record));
	return `{"Records":[${first},{"eventVersion":"1.08","eventName":oops\u0007},${last}]}`;
}

test('without damage there is nothing to list', async () => {
	const object = anObject([aRecord()]);
	world.bucket.put(object.key, object.body, { lastModifiedMs: startMs + 240_000 });
	await ingest();
	expect(await damaged()).toMatchObject({
		code: 1,
		out: 'every object that was delivered could be read\n',
	});
});

test('a torn record is listed with its bytes, and is whole once the object is mended', async () => {
	const key = objectKey();
	const text = torn();
	world.bucket.put(key, gzipSync(text), { lastModifiedMs: startMs + 240_000 });
	await ingest();
	const listed = await damaged();
	expect(listed.code, listed.err).toBe(0);
	expect(listed.out).toMatch(/partial +2 +1 +a piece left out, at byte \d+ is no JSON/);
	expect(listed.out).toContain(key);

	const shown = await damaged('show', key);
	expect(shown.code, shown.err).toBe(0);
	expect(shown.out).toContain('2 records in the store, 1 piece left out');
	expect(shown.out).toMatch(/bytes \d+–\d+ of the inflated object: is no JSON at byte \d+/);
	expect(shown.out).toMatch(/^ {2}[0-9a-f]{8} {2}(?:[0-9a-f]{2} ?)+ +.*eventVersion/m);
	expect(shown.out).toContain('6f 6f 70 73 07 7d');
	expect(shown.out).not.toContain('\u0007');

	expect(await damaged('retry')).toMatchObject({
		code: 1,
		out: '1 object tried again: 1 partial; 0 records more\n',
	});
	world.bucket.put(
		key,
		gzipSync(text.replace('oops\u0007', '"RunInstances","eventTime":"2026-03-01T12:00:00Z"')),
		{
			lastModifiedMs: startMs + 300_000,
		},
	);
	const mended = await damaged('retry');
	expect(mended.code, mended.err).toBe(0);
	expect(mended.out).toBe('1 object tried again: 1 ok; 1 record more\n');
	expect((await damaged()).code).toBe(1);
});

test('what it does not know is told', async () => {
	const wrong = await damaged('mend');
	expect(wrong.code).toBe(2);
	expect(wrong.err).toContain('damaged knows list, show KEY and retry; found "mend"');
	await ingest();
	const unknown = await damaged('show', 'nothing.json.gz');
	expect(unknown.err).toContain('is not in the ledger');
});

test('a hundred objects are listed and twenty pieces of one are shown; the others are counted', async () => {
	const bad = Array.from({ length: 25 }, () => '{"eventVersion":oops}').join(',');
	const key = objectKey();
	world.bucket.put(key, gzipSync(`{"Records":[${JSON.stringify(aRecord())},${bad}]}`), {
		lastModifiedMs: startMs + 240_000,
	});
	for (let index = 0; index < 100; index++) {
		world.bucket.put(objectKey(), gzipSync('{"Records":[').subarray(0, 12), {
			lastModifiedMs: startMs + 240_000,
		});
	}

	await ingest();
	const listed = await damaged();
	expect(listed.out.match(/AWSLogs/g)).toHaveLength(100);
	expect(listed.out).toContain('and 1 more: --format json lists them all');
	const { out } = await damaged('show', key);
	expect(out.match(/of the inflated object/g)).toHaveLength(20);
	expect(out).toContain('and 5 more pieces');
});
