import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, account, startMs } from '../../../fixtures/records.ts';
import { TrailServer } from '../../../fixtures/trail-server.ts';
import { VirtualClock } from '../../../fixtures/virtual-clock.ts';
import { LookupSource, regionsMax } from '../../../source/ingest/trail-api/lookup-source.ts';
import { fullMax } from '../../../source/ingest/trail-api/lookup-lane.ts';
import type { LookupOptions } from '../../../source/ingest/trail-api/lookup-source.ts';
import { historyMs, windowKey, windowMs } from '../../../source/ingest/trail-api/windows.ts';
import type { ListedObject } from '../../../source/ingest/source.ts';

const { signal } = new AbortController();
const minuteMs = 60_000;
const region = 'eu-west-1';
let server: TrailServer;
let clock: VirtualClock;
let source: LookupSource;
beforeEach(async () => {
	server = await TrailServer.start();
	clock = new VirtualClock(startMs);
	server.clock = () => clock.nowMs();
	source = open();
});
afterEach(async () => {
	await source.close();
	await server.stop();
});

function open(
	more: Partial<LookupOptions> = {},
	where: Partial<LookupOptions> = { regions: [region], region },
): LookupSource {
	return new LookupSource({
		...where,
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
		clock,
		random: () => 0.5,
		...more,
	});
}

/** Puts an event into the history. @returns its record */
function put(timeMs: number, where = region, json?: string): string {
	const eventTime = new Date(timeMs).toISOString().replace('.000Z', 'Z');
	const text = json ?? JSON.stringify(aRecord({ eventTime, awsRegion: where }));
	const events = server.events.get(where) ?? [];
	events.push({ timeMs, json: text });
	server.events.set(where, events);
	return text;
}

async function listed(prefix: string, startAfter?: string): Promise<readonly ListedObject[]> {
	const objects: ListedObject[] = [];
	for await (const page of source.list(prefix, startAfter, signal)) {
		objects.push(...page);
	}

	return objects;
}

/** The window that ends so many minutes after the start of the clock. */
function windowAt(endMinutes: number, where = region): ListedObject {
	const key = windowKey({ account, region: where, endMs: startMs + endMinutes * minuteMs });
	return { key, etag: 'x', sizeBytes: 1, lastModifiedMs: 0, storageClass: undefined };
}

async function textOf(object: ListedObject): Promise<string> {
	return gunzipSync(await source.get(object, signal)).toString();
}

test('its layout is that of a bucket: the account of the events, and the regions that answer', async () => {
	put(startMs - minuteMs, 'eu-north-1');
	server.fault({ region: 'ap-east-1', code: 'UnrecognizedClientException' });
	server.fault({ region: 'us-east-1', code: 'AccessDeniedException' });
	source = open({ regions: ['us-east-1', 'eu-north-1', 'ap-east-1'] });
	expect(await source.folders('', signal)).toEqual(['AWSLogs/']);
	expect(await source.folders('AWSLogs/', signal)).toEqual([`${account}/`]);
	expect(await source.folders(`AWSLogs/${account}/`, signal)).toEqual(['CloudTrail/']);
	expect(await source.folders(`AWSLogs/${account}/CloudTrail/`, signal)).toEqual([
		'us-east-1/',
		'eu-north-1/',
		'ap-east-1/',
	]);
	// What may not be looked up is an error of its own listing, as in a bucket.
	const prefix = (name: string) => `AWSLogs/${account}/CloudTrail/${name}/`;
	await expect(listed(prefix('us-east-1'))).rejects.toMatchObject({
		code: 'denied',
		next: 'allow cloudtrail:LookupEvents on *',
	});
	expect((await listed(prefix('eu-north-1'))).length).toBe(historyMs / windowMs + 1);
	// One that is named and not enabled is as one that is denied: the others are read.
	await expect(listed(prefix('ap-east-1'))).rejects.toMatchObject({
		code: 'denied',
		next: 'enable the region for the account, or leave it out of the regions',
	});
});

test('of the regions that nobody named, those that are not enabled are left out', async () => {
	server.fault({ region: 'cn-northwest-1', code: 'UnrecognizedClientException' });
	source = open({}, { region: 'cn-north-1' });
	expect(await source.folders('AWSLogs/000000000000/CloudTrail/', signal)).toEqual(['cn-north-1/']);
	expect(source.leftAside()).toEqual({ 'regions not enabled for these credentials': 1 });
});

test('when no region answers, the first error that is no missing permission is the error', async () => {
	server.fault({ region: 'us-east-1', code: 'AccessDeniedException' });
	server.fault({ region: 'us-east-2', code: 'InvalidClientTokenId' });
	source = open({ regions: ['us-east-1', 'us-east-2'] });
	await expect(source.folders('AWSLogs/', signal)).rejects.toMatchObject({ code: 'credentials' });
});

test('an account of which nothing is known is that of the role, or zeros', async () => {
	expect(await source.folders('AWSLogs/', signal)).toEqual(['000000000000/']);
	source = open({ roleArn: 'arn:aws:iam::444455556666:role/read' });
	expect(await source.folders('AWSLogs/', signal)).toEqual(['444455556666/']);
	// Once it is known it stays, and a search from the top asks again.
	put(startMs - minuteMs);
	await source.folders('', signal);
	expect(await source.folders('AWSLogs/', signal)).toEqual(['444455556666/']);
});

test('without regions every one of the partition is asked, and sixty-four at most', async () => {
	source = open({}, { region: 'cn-north-1' });
	await source.folders('AWSLogs/', signal);
	expect(server.requests.map(request => request.region).sort()).toEqual([
		'cn-north-1',
		'cn-northwest-1',
	]);
	server.requests.length = 0;
	const many = Array.from({ length: regionsMax + 3 }, (_, index) => `xx-test-${index}`);
	source = open({ regions: many });
	await source.folders('AWSLogs/', signal);
	expect(server.requests).toHaveLength(regionsMax);
});

test('windows are listed a thousand a page, in the order of their keys', async () => {
	const sizes: number[] = [];
	const keys: string[] = [];
	for await (const page of source.list('', undefined, signal)) {
		sizes.push(page.length);
		keys.push(...page.map(({ key }) => key));
	}

	expect(Math.max(...sizes)).toBe(1_000);
	expect(keys).toEqual([...keys].sort());
	expect(await listed('', keys.at(-3))).toMatchObject([
		{ key: keys.at(-2), etag: 'over-0' },
		{ key: keys.at(-1), etag: expect.stringMatching(/^open-/) as unknown },
	]);
});

test('a window holds the records of its time, byte for byte, and none of its neighbours', async () => {
	const inside = [put(startMs - 15 * minuteMs), put(startMs - 1_000)];
	put(startMs - 15 * minuteMs - 1_000);
	put(startMs);
	await listed(`AWSLogs/${account}/CloudTrail/${region}/`);
	expect(await textOf(windowAt(0))).toBe(`{"Records":[${inside.reverse().join(',\n')}]}`);
});

test('more than a page is read to its end, two requests a second', async () => {
	const all = Array.from({ length: 230 }, (_, index) => put(startMs - 1_000 - index * 1_000));
	await source.folders('AWSLogs/', signal);
	server.requests.length = 0;
	const times: number[] = [];
	server.meanwhile = () => times.push(clock.elapsedMs());
	expect(JSON.parse(await textOf(windowAt(0)))).toEqual({
		Records: all.map(text => JSON.parse(text) as unknown),
	});
	expect(times).toHaveLength(5);
	for (const [index, ms] of times.entries()) {
		expect(ms - (times[index - 1] ?? ms - 500)).toBeGreaterThanOrEqual(500);
	}
});

test('a quiet region takes one request for all of its windows', async () => {
	put(startMs - 3 * 86_400_000);
	put(startMs - minuteMs);
	const all = await listed(`AWSLogs/${account}/CloudTrail/${region}/`);
	server.requests.length = 0;
	let records = 0;
	for (const object of [...all].reverse()) {
		records += (JSON.parse(await textOf(object)) as { Records: unknown[] }).Records.length;
	}

	expect(records).toBe(2);
	// The listing had asked for the newest page, which said it all.
	expect(server.requests).toEqual([]);
	expect(all.length).toBeGreaterThan(8_000);
});

test('what was known a minute ago is asked again', async () => {
	await listed(`AWSLogs/${account}/CloudTrail/${region}/`);
	put(startMs - minuteMs);
	expect(await textOf(windowAt(0))).toBe('{"Records":[]}');
	await clock.sleep(minuteMs, signal);
	expect(await textOf(windowAt(0))).not.toBe('{"Records":[]}');
});

test('of several windows that wait the newest is read first', async () => {
	for (let minute = 1; minute < 200; minute++) {
		put(startMs - minute * minuteMs);
		put(startMs - minute * minuteMs);
		put(startMs - minute * minuteMs);
		put(startMs - minute * minuteMs);
	}

	await source.folders('AWSLogs/', signal);
	server.requests.length = 0;
	await Promise.all([-150, -90, -30].map(minutes => source.get(windowAt(minutes), signal)));
	// Of each window the first request, in the order in which the server heard them.
	const ends = server.requests
		.filter(({ op, body }) => op === 'LookupEvents' && body['NextToken'] === undefined)
		.map(({ body }) => Math.ceil((Number(body['EndTime']) * 1_000 - startMs) / minuteMs));
	// The first was begun before the others waited.
	expect(ends).toEqual([-150, -30, -90]);
});

test('a throttled request is asked again later, and nothing is lost', async () => {
	put(startMs - minuteMs);
	await source.folders('AWSLogs/', signal);
	await clock.sleep(2 * minuteMs, signal);
	server.fault({ op: 'LookupEvents', code: 'ThrottlingException', times: 3 });
	const times: number[] = [];
	server.meanwhile = () => times.push(clock.elapsedMs());
	expect((await textOf(windowAt(0))).length).toBeGreaterThan(100);
	expect(times).toHaveLength(4);
	expect(Math.min(...times.slice(1).map((ms, index) => ms - (times[index] ?? 0)))).toBeGreaterThan(
		500,
	);
});

test('what is no JSON object is a piece that is counted, and damages no other record', async () => {
	put(startMs - 4_000);
	put(startMs - 3_000, region, ']}{"Records":[');
	put(startMs - 2_000, region, '');
	put(startMs - 1_000, region, '[1]');
	await source.folders('AWSLogs/', signal);
	const { Records } = JSON.parse(await textOf(windowAt(0))) as { Records: readonly unknown[] };
	expect(Records).toEqual([
		'[1]',
		'',
		']}{"Records":[',
		expect.objectContaining({ eventID: expect.any(String) as unknown }),
	]);
});

test.each([
	{ name: 'events', limits: { eventsMax: 60, charactersMax: 1e9, pagesMax: 99 } },
	{ name: 'characters', limits: { eventsMax: 1e9, charactersMax: 30_000, pagesMax: 99 } },
	{ name: 'pages', limits: { eventsMax: 1e9, charactersMax: 1e9, pagesMax: 2 } },
])('a window of too many $name is refused, and names another way', async ({ limits }) => {
	for (let second = 1; second <= 220; second++) {
		put(startMs - second * 1_000);
	}

	source = open({ limits });
	await source.folders('AWSLogs/', signal);
	await expect(source.get(windowAt(0), signal)).rejects.toMatchObject({
		message:
			'eu-west-1 has more events from 2026-03-01T11:45:00.000Z to 2026-03-01T12:00:00.000Z than can be looked up',
		next: 'read the bucket of a trail with --from s3://bucket instead',
	});
});

test('a window that is too full is not asked for twice; a hundred of them are remembered', async () => {
	for (let index = 0; index <= fullMax; index++) {
		const endMs = startMs - index * 15 * minuteMs;
		for (let second = 1; second <= 3; second++) {
			put(endMs - second * 1_000);
		}
	}

	server.pageMax = 2;
	source = open({ limits: { eventsMax: 1, charactersMax: 1e9, pagesMax: 99 } });
	const refused = async (endMinutes: number) => {
		server.requests.length = 0;
		await expect(source.get(windowAt(endMinutes), signal)).rejects.toThrow('has more events');
		return server.requests.length;
	};

	expect(await refused(0)).toBe(1);
	expect(await refused(0)).toBe(0);
	for (let index = 1; index <= fullMax; index++) {
		expect(await refused(-15 * index)).toBe(1);
	}

	// The first was forgotten for the last.
	expect(await refused(0)).toBe(1);
});

test('an event without a time is handed over, and nothing is concluded from its page', async () => {
	put(startMs - 1_000);
	put(startMs - 2_000);
	server.untimed = true;
	await source.folders('AWSLogs/', signal);
	const records = async (object: ListedObject) =>
		(JSON.parse(await textOf(object)) as { Records: unknown[] }).Records.length;
	expect(await records(windowAt(0))).toBe(2);
	// It may be in any window, so it is in each that is asked for; the store keeps it once.
	expect(await records(windowAt(15))).toBe(2);
});

test('a key that is no window is not asked for', async () => {
	await expect(source.get({ ...windowAt(0), key: 'AWSLogs/x.json' }, signal)).rejects.toMatchObject(
		{ code: 'not-found' },
	);
	expect(server.requests).toEqual([]);
});

test('a token that comes twice ends the look-up of a window, and is named', async () => {
	server.pageMax = 1;
	put(startMs - 2 * minuteMs);
	put(startMs - 3 * minuteMs);
	server.sameToken = 'again';
	await expect(textOf(windowAt(0))).rejects.toMatchObject({
		code: 'damaged',
		message: expect.stringMatching(
			/LookupEvents in eu-west-1: the server gave the token "again" twice/,
		),
	});
	expect(server.count('LookupEvents')).toBe(2);
});

test('an answer of more than sixty-four mebibytes is refused', async () => {
	put(startMs - 2 * minuteMs);
	server.padBytes = 64 << 20;
	await expect(textOf(windowAt(0))).rejects.toMatchObject({
		code: 'damaged',
		message: expect.stringContaining('the answer has more than 67,108,864 bytes'),
	});
});
