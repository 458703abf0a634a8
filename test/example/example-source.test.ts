import { createHash } from 'node:crypto';
import { constants, gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { createExampleSource } from '../../source/example/example-source.ts';
import { exampleAccounts, exampleRegions } from '../../source/example/organisation.ts';
import type { ListedObject } from '../../source/ingest/source.ts';
import { deliver, listAll, never, deliveredRecords } from './trail-of.ts';
import type { DeliveredObject, DeliveredRecord, JsonRecord } from './trail-of.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;
const logKey =
	/^AWSLogs\/(?:o-exampletrl\/)?(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4}\/\d\d\/\d\d)\/\1_CloudTrail_\2_(\d{8})T(\d{4})Z_[A-Za-z0-9]{16}\.json\.gz$/;
const besidesKey =
	/^AWSLogs\/o-exampletrl\/\d{12}\/CloudTrail-(?:Digest|Insight)\/us-east-1\/\d{4}\/\d\d\/\d\d\/\d{12}_CloudTrail-(?:Digest_us-east-1_org-trail_us-east-1_\d{8}T\d{6}Z|Insight_us-east-1_\d{8}T\d{4}Z_[A-Za-z0-9]{16})\.json\.gz$/;

let objects: readonly DeliveredObject[] = [];
let logs: readonly {
	readonly object: DeliveredObject;
	readonly records: readonly DeliveredRecord[];
}[] = [];
/** Every distinct record by identity: the bytes it arrived as. */
const distinct = new Map<string, string>();
let arrivedCount = 0;
let otherBytesCount = 0;

function identity(record: JsonRecord): string {
	return [record['eventTime'], record['eventID'], record['recipientAccountId']].join(' ');
}

function damagedObject(damaged: readonly DeliveredObject[]): ListedObject {
	const [first] = damaged;

	if (first === undefined) {
		throw new Error('no damaged object');
	}

	return first.listed;
}

function share(list: readonly number[], part: number): number {
	return [...list].sort((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN;
}

beforeAll(async () => {
	const source = createExampleSource({ seed: 1, nowMs });
	const delivered: DeliveredObject[] = [];

	for (const listed of await listAll(source)) {
		delivered.push(await deliver(source, listed));
	}

	objects = delivered;
	logs = delivered
		.filter(({ listed, text }) => listed.key.includes('/CloudTrail/') && text !== undefined)
		.map(object => ({ object, records: deliveredRecords(object.text ?? '') }));

	for (const { records } of logs) {
		for (const { text, record } of records) {
			arrivedCount++;
			const key = identity(record);
			const first = distinct.get(key);
			otherBytesCount += first === undefined || first === text ? 0 : 1;
			distinct.set(key, first ?? text);
		}
	}
});

test('holds about 60,000 distinct records, the newest day most', () => {
	expect(distinct.size).toBeGreaterThan(54_000);
	expect(distinct.size).toBeLessThan(66_000);
	const newest = [...distinct.keys()].filter(
		key => Date.parse(key.slice(0, 20)) >= nowMs - dayMs,
	).length;
	expect(newest).toBeGreaterThan(7_000);
	expect(newest).toBeLessThan(10_500);
});

test('delivers between a tenth and a quarter of the records twice, byte for byte', () => {
	const again = arrivedCount / distinct.size - 1;
	expect(again).toBeGreaterThan(0.1);
	expect(again).toBeLessThan(0.27);
	expect(otherBytesCount).toBe(0);
});

test('cuts objects as a real bucket has them', () => {
	const counts = logs.map(({ records }) => records.length);
	expect(share(counts, 0.5)).toBeGreaterThanOrEqual(4);
	expect(share(counts, 0.5)).toBeLessThanOrEqual(6);
	expect(share(counts, 0.9)).toBeLessThanOrEqual(20);
	expect(Math.max(...counts)).toBeGreaterThan(150);
	expect(Math.max(...counts)).toBeLessThan(900);
	const sizes = [...distinct.values()].map(text => Buffer.byteLength(text));
	expect(share(sizes, 0.5)).toBeGreaterThan(900);
	expect(share(sizes, 0.5)).toBeLessThan(1_500);
	const unsorted = logs.filter(({ records }) => {
		const times = records.map(({ record }) => record['eventTime'] as string);
		return times.some((time, index) => index > 0 && time < (times[index - 1] ?? ''));
	});
	expect(unsorted.length / logs.length).toBeGreaterThan(0.15);
});

test('names every object as CloudTrail does, in the folder of its day, on the five-minute grid', () => {
	const accounts = exampleAccounts.map(({ id }) => id);
	const regions = exampleRegions.map(({ name }) => name);
	const wrong = objects.filter(({ listed }) => {
		const found = logKey.exec(listed.key);

		if (found === null) {
			return !besidesKey.test(listed.key);
		}

		const [, account = '', region = '', path, day, minute] = found;
		return (
			!accounts.includes(account) ||
			!regions.includes(region) ||
			path?.replaceAll('/', '') !== day ||
			Number(minute) % 5 !== 0 ||
			listed.lastModifiedMs > nowMs
		);
	});
	expect(wrong.map(({ listed }) => listed.key)).toEqual([]);
});

test('lets exactly one object arrive cut off, all of whose records are whole in another', async () => {
	const damaged = objects.filter(({ text }) => text === undefined);
	expect(damaged).toHaveLength(1);
	const key = damaged[0]?.listed.key ?? '';
	expect(key).toMatch(/^AWSLogs\/111122223333\//);
	// Not of today, so that what the first screen shows was read whole.
	expect(damaged[0]?.listed.lastModifiedMs).toBeLessThan(nowMs - 2 * dayMs);
	const body = await createExampleSource({ seed: 1, nowMs }).get(damagedObject(damaged), never);
	const saved = gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
	const ids = [...saved.matchAll(/"eventID":"([^"]+)"/g)].map(found => found[1] ?? '');
	expect(ids.length).toBeGreaterThan(1);
	const known = new Set([...distinct.keys()].map(identityText => identityText.split(' ')[1]));
	expect(ids.filter(id => !known.has(id))).toEqual([]);
});

test('lists the hour’s objects with their hashes in a digest', () => {
	const digests = objects.filter(({ listed }) => listed.key.includes('-Digest/'));
	expect(digests.length).toBeGreaterThan(300);
	const texts = new Map(objects.map(({ listed, text }) => [listed.key, text]));
	let fileCount = 0;

	for (const { text } of digests.slice(-24)) {
		const { logFiles } = JSON.parse(text ?? '') as {
			logFiles: readonly { s3Object: string; hashValue: string }[];
		};

		for (const { s3Object, hashValue } of logFiles) {
			fileCount++;
			const own = createHash('sha256')
				.update(texts.get(s3Object) ?? '')
				.digest('hex');
			expect(own).toBe(hashValue);
		}
	}

	expect(fileCount).toBeGreaterThan(10);
	expect(objects.some(({ listed }) => listed.key.includes('-Insight/'))).toBe(true);
});

test.each([
	{ name: 'an escape sequence', pattern: /\\u001b\[2J/ },
	{ name: 'a clipboard sequence', pattern: /\\u001b\]52;c;/ },
	{ name: 'a bell', pattern: /\\u0007/ },
	{ name: 'a bidi override', pattern: /\u202e/ },
	{ name: 'a tab and a line break in a string', pattern: /\\r\\n/ },
	{ name: 'CJK and an emoji in a user agent', pattern: /"userAgent":"监控代理[^"]*🛰️/ },
	{ name: 'an IPv6 source', pattern: /"sourceIPAddress":"2001:db8:/ },
	{ name: 'AWS Internal', pattern: /"sourceIPAddress":"AWS Internal"/ },
	{ name: 'a hidden name', pattern: /"userName":"HIDDEN_DUE_TO_SECURITY_REASONS"/ },
	{ name: 'a hidden parameter object', pattern: /"requestParameters":"HIDDEN_DUE_TO/ },
	{ name: 'an address with leading zeros', pattern: /"sourceIPAddress":"08\.1\.250\.216"/ },
	{
		name: 'version 1.01 without a recipient',
		pattern: /^\{"eventVersion":"1\.01"(?!.*recipientAccountId)/,
	},
	{ name: 'version 1.11', pattern: /^\{"eventVersion":"1\.11"/ },
	{ name: 'an identity without a type', pattern: /"userIdentity":\{"accountId"/ },
	{ name: 'a number and a text on one path', pattern: /"maxResults":"50"/ },
])('has $name', ({ pattern }) => {
	expect([...distinct.values()].some(text => pattern.test(text))).toBe(true);
});

test('makes the same bytes for the same seed and time, and others for another seed', async () => {
	const prefix = 'AWSLogs/o-exampletrl/123456789012/';
	const first = createExampleSource({ seed: 1, nowMs });
	const other = createExampleSource({ seed: 2, nowMs });
	const listed = await listAll(first, prefix);
	const known = objects.filter(({ listed: { key } }) => key.startsWith(prefix));
	expect(listed).toEqual(known.map(object => object.listed));
	expect((await listAll(other, prefix)).map(({ key }) => key)).not.toEqual(
		listed.map(({ key }) => key),
	);

	for (const object of known.slice(-60)) {
		expect((await deliver(first, object.listed)).text).toBe(object.text);
	}
});

test('keeps ordinary objects where a later start looks at the same days', async () => {
	const later = createExampleSource({ seed: 1, nowMs: nowMs + 3 * 3_600_000 });
	const prefix = 'AWSLogs/o-exampletrl/444455556666/CloudTrail/eu-west-1/2026/02/25/';
	const now = objects.filter(({ listed }) => listed.key.startsWith(prefix));
	const then = await listAll(later, prefix);
	expect(then.map(({ key }) => key)).toEqual(now.map(({ listed }) => listed.key));
	expect(then.length).toBeGreaterThan(5);
});

test('lists by prefix, after a key, in key order and page by page', async () => {
	const source = createExampleSource({ seed: 1, nowMs });
	const keys = objects.map(({ listed }) => listed.key);
	expect(keys).toEqual([...keys].sort());
	expect(new Set(keys).size).toBe(keys.length);
	const middle = keys[Math.floor(keys.length / 2)] ?? '';
	const after = await listAll(source, '', middle);
	expect(after.map(({ key }) => key)).toEqual(keys.slice(keys.indexOf(middle) + 1));
	const prefix = 'AWSLogs/o-exampletrl/111122223333/CloudTrail/us-east-1/';
	const startAfter = `${prefix}2026/03/01/111122223333_CloudTrail_us-east-1_20260301T1000Z`;
	const tail = await listAll(source, prefix, startAfter);
	expect(tail.map(({ key }) => key)).toEqual(
		keys.filter(key => key.startsWith(prefix) && key > startAfter),
	);
	expect(tail.length).toBeGreaterThan(3);
	const pages = [];

	for await (const page of source.list('', undefined, never)) {
		pages.push(page.length);
	}

	expect(pages.length).toBeGreaterThan(5);
	expect(Math.max(...pages)).toBeLessThanOrEqual(1_000);
});

test('shows folders one level at a time', async () => {
	const source = createExampleSource({ seed: 1, nowMs });
	expect(await source.folders('', never)).toEqual(['AWSLogs/']);
	expect(await source.folders('AWSLogs/', never)).toEqual([
		'111122223333/',
		'777788889999/',
		'o-exampletrl/',
	]);
	expect(await source.folders('AWSLogs/o-exampletrl/', never)).toEqual([
		'111122223333/',
		'123456789012/',
		'444455556666/',
		'777788889999/',
	]);
	expect(await source.folders('AWSLogs/o-exampletrl/123456789012/', never)).toEqual([
		'CloudTrail-Digest/',
		'CloudTrail/',
	]);
	expect(await source.folders('AWSLogs/o-exampletrl/444455556666/CloudTrail/', never)).toEqual(
		exampleRegions.map(({ name }) => `${name}/`).sort(),
	);
});

test('refuses an object it never listed', async () => {
	const source = createExampleSource({ seed: 1, nowMs });
	const [first] = objects;
	const key = first?.listed.key.replace(/_[^_]+\.json\.gz$/, '_AAAAAAAAAAAAAAAA.json.gz') ?? '';
	await expect(
		source.get({ ...(first?.listed as DeliveredObject['listed']), key }, never),
	).rejects.toMatchObject({ code: 'not-found' });
});

test('goes on while a clock runs: a small object every five seconds, with records of just before', async () => {
	let timeMs = nowMs;
	const source = createExampleSource({ seed: 1, nowMs, clock: () => timeMs });
	const before = new Set((await listAll(source)).map(({ key }) => key));
	expect([...before]).toEqual(objects.map(({ listed }) => listed.key));
	timeMs += 120_000;
	expect(source.nowMs()).toBe(timeMs);
	const arrived = (await listAll(source)).filter(({ key }) => !before.has(key));
	const live = arrived.filter(({ lastModifiedMs }) => lastModifiedMs % 5_000 === 0);
	expect(live.length).toBeGreaterThanOrEqual(24);
	let closeCount = 0;

	for (const listed of arrived) {
		const { text } = await deliver(source, listed);
		const records = deliveredRecords(text ?? '');
		const newest = Math.max(
			...records.map(({ record }) => Date.parse(record['eventTime'] as string)),
		);
		expect(newest).toBeLessThanOrEqual(timeMs);

		if (records.length <= 6 && listed.lastModifiedMs - newest <= 6_000) {
			closeCount++;
		}
	}

	expect(closeCount).toBeGreaterThanOrEqual(24);
	await source.close();
});

test('has no watch without a clock', () => {
	expect(createExampleSource({ seed: 1, nowMs }).watch).toBeUndefined();
});
