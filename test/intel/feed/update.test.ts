import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
	aNetwork,
	aStixIndicator,
	FeedServer,
	publicAddress,
	serveTaxii,
} from '../../../fixtures/feeds.ts';
import type { TaxiiObject } from '../../../fixtures/feeds.ts';
import { FeedCache } from '../../../source/intel/feed/cache.ts';
import { readFeeds } from '../../../source/intel/feed/feeds-file.ts';
import type { Feed } from '../../../source/intel/feed/feeds-file.ts';
import { updateFeed } from '../../../source/intel/feed/update.ts';
import type { FeedOutcome, UpdateOptions, UpdatePorts } from '../../../source/intel/feed/update.ts';
import { KeptStore } from '../../../source/intel/kept-store.ts';

const startMs = Date.parse('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;

let dir = '';
let server: FeedServer;
let nowMs = startMs;
let ports: UpdatePorts;

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'trailtop-feeds-'));
	server = await FeedServer.start();
	nowMs = startMs;
	ports = {
		kept: new KeptStore(join(dir, 'data')),
		cache: new FeedCache(join(dir, 'cache')),
		env: {},
		nowMs: () => nowMs,
	};
});

afterEach(async () => {
	await server.stop();
	await rm(dir, { recursive: true });
});

function aFeed(settings: Readonly<Record<string, unknown>> = {}): Feed {
	const text = JSON.stringify({
		feeds: { bad: { url: `${server.url}/list.txt`, interval: '1h', ...settings } },
	});
	const read = readFeeds(text, 'feeds.yaml');
	if ('faults' in read || read.feeds[0] === undefined) {
		throw new Error('the feed is wrong');
	}

	return read.feeds[0];
}

/** Updates, and lets the interval pass. */
async function update(
	feed: Feed,
	more: Partial<UpdatePorts> = {},
	options: UpdateOptions = {},
): Promise<FeedOutcome> {
	const outcome = await updateFeed(feed, { ...ports, ...more }, options);
	nowMs += 2 * hourMs;
	return outcome;
}

async function active(): Promise<readonly string[]> {
	const kept = await ports.kept.read('bad');
	return (kept?.indicators ?? [])
		.filter(one => one.withdrawnMs === undefined)
		.map(one => one.indicator);
}

function failure(outcome: FeedOutcome): string {
	return outcome.kind === 'failed' ? outcome.error.message : `no failure but ${outcome.kind}`;
}

const addresses = (count: number, first = 1) =>
	Array.from({ length: count }, (_, index) => `198.51.100.${first + index}`).join('\n');

test('new, gone and back: the history of an indicator stays', async () => {
	server.serve('/list.txt', '192.0.2.1\n192.0.2.2\n');
	expect(await update(aFeed())).toMatchObject({ activeCount: 2, newCount: 2, withdrawnCount: 0 });
	server.serve('/list.txt', '192.0.2.2\n192.0.2.3\n');
	expect(await update(aFeed())).toMatchObject({ activeCount: 2, newCount: 1, withdrawnCount: 1 });
	const kept = await ports.kept.read('bad');
	expect(
		kept?.indicators.map(one => [
			one.indicator,
			one.firstImportedMs,
			one.lastSeenMs,
			one.withdrawnMs,
		]),
	).toEqual([
		['192.0.2.2', startMs, startMs + 2 * hourMs, undefined],
		['192.0.2.3', startMs + 2 * hourMs, startMs + 2 * hourMs, undefined],
		['192.0.2.1', startMs, startMs, startMs + 2 * hourMs],
	]);
	server.serve('/list.txt', '192.0.2.1\n192.0.2.2\n');
	await update(aFeed());
	expect((await ports.kept.read('bad'))?.indicators[0]).toMatchObject({
		indicator: '192.0.2.1',
		firstImportedMs: startMs,
		withdrawnMs: undefined,
	});
});

test.each([
	{ name: 'an etag', validator: { etag: '"v1"' }, header: 'if-none-match', value: '"v1"' },
	{
		name: 'a date',
		validator: { lastModified: 'Sun, 01 Mar 2026 10:00:00 GMT' },
		header: 'if-modified-since',
		value: 'Sun, 01 Mar 2026 10:00:00 GMT',
	},
])('304 by $name leaves everything as it is', async ({ validator, header, value }) => {
	server.serve('/list.txt', { body: '192.0.2.1\n', ...validator });
	await update(aFeed());
	expect(await update(aFeed())).toEqual({ kind: 'unchanged' });
	expect(server.requests.map(request => request.headers[header])).toEqual([undefined, value]);
	expect(await active()).toEqual(['192.0.2.1']);
	// The same document at another address is not known yet.
	server.serve('/other.txt', { body: '192.0.2.1\n', ...validator });
	expect((await update(aFeed({ url: `${server.url}/other.txt` }))).kind).toBe('updated');
});

test('without the indicators themselves nothing is "unchanged"', async () => {
	server.serve('/list.txt', { body: '192.0.2.1\n', etag: '"v1"' });
	await update(aFeed());
	await ports.kept.remove('bad');
	expect((await update(aFeed())).kind).toBe('updated');
	expect(await active()).toEqual(['192.0.2.1']);
});

test('a feed is not asked before its interval has passed', async () => {
	server.serve('/list.txt', '192.0.2.1\n');
	await updateFeed(aFeed(), ports);
	nowMs += hourMs - 1;
	expect(await updateFeed(aFeed(), ports)).toEqual({ kind: 'waiting', nextMs: startMs + hourMs });
	expect(server.requests).toHaveLength(1);
	nowMs += 1;
	expect((await updateFeed(aFeed(), ports)).kind).toBe('updated');
});

test('a feed that lost more than half is refused, until someone accepts it', async () => {
	server.serve('/list.txt', addresses(10));
	await update(aFeed());
	server.serve('/list.txt', addresses(4));
	const outcome = await update(aFeed());
	expect(failure(outcome)).toBe(
		'it shrank from 10 to 4 indicators; nothing was taken over; if that is right, run `trailtop threats update NAME --accept`',
	);
	expect(await active()).toHaveLength(10);
	expect((await ports.cache.state('bad', aFeed().url))?.failure?.message).toBe(failure(outcome));
	expect((await ports.cache.content('bad'))?.toString()).toBe(addresses(10));
	expect(await update(aFeed(), {}, { accept: true })).toMatchObject({ activeCount: 4 });
	server.serve('/list.txt', addresses(2));
	expect(await update(aFeed())).toMatchObject({
		kind: 'updated',
		activeCount: 2,
		withdrawnCount: 2,
	});
});

test.each([
	{
		name: 'claims to be huge',
		served: { claimedBytes: 300 * 1024 * 1024 },
		says: /larger than 256 MiB/,
	},
	{
		name: 'is an error page',
		served: { body: '<html>\noops\n</html>' },
		says: /^the server answers 200 OK \(19 B\), which is a web page; check url and format/,
	},
	{ name: 'is empty', served: { body: '' }, says: /no indicator in it/ },
	{
		name: 'is damaged gzip',
		served: { body: gzipSync('192.0.2.1').subarray(0, 15) },
		says: /gzip and is damaged/,
	},
	{
		name: 'covers everything',
		served: { body: '192.0.2.1\n0.0.0.0/0\n' },
		says: /holds 0\.0\.0\.0\/0, which covers/,
	},
	{
		name: 'covers all of IPv6',
		served: { body: '192.0.2.1\n::/0\n' },
		says: /holds ::\/0, which covers/,
	},
	{ name: 'is gone', served: { status: 404 }, says: /answers 404 .*correct its url/ },
	{ name: 'is forbidden', served: { status: 403 }, says: /answers 403 .*auth_env/ },
	{
		name: 'is busy',
		served: { status: 429, headers: { 'retry-after': '600' } },
		says: /try again after 600/,
	},
	{ name: 'breaks off', served: { breaks: true }, says: /cannot be reached/ },
	{
		name: 'redirects to a file',
		served: { status: 302, headers: { location: 'ftp://127.0.0.1/x' } },
		says: /less safe/,
	},
])('a feed that $name leaves the last good data and says why', async ({ served, says }) => {
	server.serve('/list.txt', addresses(3));
	await update(aFeed());
	const file = join(dir, 'data', 'bad.indicators');
	const before = await readFile(file, 'utf8');
	server.serve('/list.txt', served);
	const outcome = await update(aFeed());
	expect(failure(outcome)).toMatch(says);
	expect(await readFile(file, 'utf8')).toBe(before);
	expect((await ports.cache.content('bad'))?.toString()).toBe(addresses(3));
	server.serve('/list.txt', addresses(3));
	expect((await update(aFeed())).kind).toBe('updated');
	expect((await ports.cache.state('bad', aFeed().url))?.failure).toBeUndefined();
});

test('too many bytes, and too many indicators in few bytes', async () => {
	server.serve('/list.txt', addresses(100));
	expect(failure(await update(aFeed(), { bytesMax: 1_000 }))).toMatch(/larger than 0 MiB/);
	server.serve('/list.txt', { body: gzipSync(addresses(100)) });
	expect(failure(await update(aFeed(), { countMax: 99 }))).toMatch(/more than 99 indicators/);
	expect((await update(aFeed(), { countMax: 100 })).kind).toBe('updated');
});

test('a server that says nothing is left', async () => {
	server.serve('/list.txt', { hangs: true });
	expect(failure(await update(aFeed(), { silenceMsMax: 50 }))).toMatch(/said nothing for 0\.05 s/);
});

test('private and unrouted ranges are taken out and counted, unless they are wanted', async () => {
	server.serve(
		'/list.txt',
		'10.0.0.0/8\n127.0.0.1\n224.0.0.0/3\nfe80::1\n198.51.100.1\n192.0.2.1\nx y\n',
	);
	const outcome = await update(aFeed());
	expect(outcome).toMatchObject({
		kind: 'updated',
		activeCount: 2,
		notes: [
			'1 line unreadable, the first: line 7, no address, block or domain: x y',
			'4 private or unrouted ranges left out, the first: 10.0.0.0/8',
		],
	});
	expect(await active()).toEqual(['198.51.100.1', '192.0.2.1']);
	expect(await update(aFeed({ keep_private: true }))).toMatchObject({ activeCount: 6 });
});

test('keys come from the environment and stay with the configured host', async () => {
	const other = await FeedServer.start(publicAddress);
	try {
		other.serve('/moved.txt', '192.0.2.1\n');
		server.serve('/list.txt', { status: 302, headers: { location: `${other.url}/moved.txt` } });
		const feed = aFeed({ auth_env: 'FEED_KEY', auth: 'header', auth_header: 'Auth-Key' });
		expect(failure(await update(feed))).toBe(
			'the environment variable FEED_KEY is not set; set it to the key of this feed',
		);
		expect(server.requests).toHaveLength(0);
		expect((await update(feed, { env: { FEED_KEY: 'secret' }, network: aNetwork() })).kind).toBe(
			'updated',
		);
		expect(server.requests[0]?.headers['auth-key']).toBe('secret');
		expect(other.requests[0]?.headers['auth-key']).toBeUndefined();
		const everything = await readFile(join(dir, 'cache', 'bad.json'), 'utf8');
		expect(everything).not.toContain('secret');
	} finally {
		await other.stop();
	}
});

const added = (address: string, minute: number, more = {}): TaxiiObject => ({
	addedAt: `2026-03-01T12:0${minute}:00.000Z`,
	object: aStixIndicator(address, more),
});

test('TAXII: discovery, pages, and then only what was added since', async () => {
	const objects = [1, 2, 3, 4, 5].map(n => added(`192.0.2.${n}`, n));
	serveTaxii(server, () => objects, { pageObjects: 2, password: 'ada:secret' });
	const feed = aFeed({
		url: `${server.url}/taxii2`,
		format: 'taxii',
		auth: 'basic',
		auth_env: 'KEY',
	});
	const key = { env: { KEY: 'ada:secret' } };
	expect(failure(await update(feed, { env: { KEY: 'ada:wrong' } }))).toMatch(/answers 401/);
	server.takePaths();
	expect(await update(feed, key)).toMatchObject({ kind: 'updated', activeCount: 5 });
	expect(server.takePaths()).toEqual([
		'/taxii2/',
		'/api/collections/',
		'/api/collections/c0ffee/objects/?limit=1000',
		'/api/collections/c0ffee/objects/?limit=1000&next=2',
		'/api/collections/c0ffee/objects/?limit=1000&next=4',
	]);
	expect(await update(feed, key)).toEqual({ kind: 'unchanged' });
	expect(server.takePaths().at(-1)).toBe(
		'/api/collections/c0ffee/objects/?limit=1000&added_after=2026-03-01T12%3A05%3A00.000Z',
	);

	// A name that comes later speaks of an indicator that came before.
	objects.push(
		added('192.0.2.6', 6),
		{
			addedAt: '2026-03-01T12:06:30.000Z',
			object: { type: 'malware', id: 'malware--1', name: 'KeyRake' },
		},
		{
			addedAt: '2026-03-01T12:06:40.000Z',
			object: {
				type: 'relationship',
				id: 'relationship--1',
				relationship_type: 'indicates',
				source_ref: 'indicator--192.0.2.1',
				target_ref: 'malware--1',
			},
		},
		added('192.0.2.2', 7, { revoked: true, modified: '2026-03-01T12:07:00Z' }),
	);
	expect(await update(feed, key)).toMatchObject({ activeCount: 5, newCount: 1, withdrawnCount: 1 });
	const kept = await ports.kept.read('bad');
	const byText = new Map(kept?.indicators.map(one => [one.indicator, one]));
	expect(byText.get('192.0.2.1')?.about.malware).toEqual(['KeyRake']);
	expect(byText.get('192.0.2.2')?.withdrawnMs).toBeDefined();
});

test('TAXII: a server that fails on the second page leaves what was there', async () => {
	const objects = [1, 2, 3].map(n => added(`192.0.2.${n}`, n));
	serveTaxii(server, () => objects, { pageObjects: 3 });
	const feed = aFeed({ url: `${server.url}/api/collections/c0ffee/`, format: 'taxii' });
	await update(feed);
	objects.push(added('192.0.2.4', 4), added('192.0.2.5', 5));
	server.serve('/api/collections/c0ffee/objects/', url =>
		url.searchParams.has('next')
			? { status: 500 }
			: { body: JSON.stringify({ more: true, next: 'x', objects: [objects[3]?.object] }) },
	);
	expect(failure(await update(feed))).toMatch(/answers 500/);
	expect(await active()).toHaveLength(3);
	server.serve('/api/collections/c0ffee/objects/', () => ({
		body: JSON.stringify({ more: true, objects: [] }),
	}));
	expect(failure(await update(feed))).toMatch(/there is more, and gives no way to it/);
	expect(await active()).toHaveLength(3);
	serveTaxii(server, () => objects, { pageObjects: 1 });
	expect(await update(feed)).toMatchObject({ activeCount: 5, newCount: 2 });
});

test('TAXII: a collection by its title, and none on another host', async () => {
	serveTaxii(server, () => [added('192.0.2.1', 1)], { pageObjects: 5 });
	const settings = { url: `${server.url}/api/`, format: 'taxii' };
	expect((await update(aFeed({ ...settings, collection: 'Indicators' }))).kind).toBe('updated');
	expect(failure(await update(aFeed({ ...settings, collection: 'Other' })))).toMatch(
		/no readable collection "Other"; the collections: Indicators/,
	);
	server.serve('/taxii2/', { body: JSON.stringify({ api_roots: ['http://192.0.2.99/api/'] }) });
	expect(failure(await update(aFeed({ url: `${server.url}/taxii2/`, format: 'taxii' })))).toMatch(
		/API root on another host/,
	);
});

const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const mispEvent = (n: number, ...values: readonly string[]) =>
	JSON.stringify({
		Event: {
			uuid: uuid(n),
			info: `event ${n}`,
			Attribute: values.map(value => ({ type: 'ip-dst', value, to_ids: true })),
		},
	});

test('MISP: the manifest says which events changed, and only those are fetched', async () => {
	const manifest = (...stamps: readonly number[]) =>
		JSON.stringify(
			Object.fromEntries(
				stamps.map((timestamp, index) => [
					uuid(index + 1),
					{ info: 'x', timestamp: String(timestamp) },
				]),
			),
		);
	server.serve('/feed/manifest.json', { body: manifest(100, 200, 300), etag: '"1"' });
	server.serve(`/feed/${uuid(1)}.json`, mispEvent(1, '192.0.2.1'));
	server.serve(`/feed/${uuid(2)}.json`, mispEvent(2, '192.0.2.2', '192.0.2.3'));
	server.serve(`/feed/${uuid(3)}.json`, { status: 404 });
	const feed = aFeed({ url: `${server.url}/feed`, format: 'misp-feed' });
	expect(await update(feed)).toMatchObject({
		activeCount: 3,
		notes: ['1 events of the manifest could not be read'],
	});
	expect(server.takePaths()).toHaveLength(4);

	// The one that failed is asked for again, the others are not.
	server.serve(`/feed/${uuid(3)}.json`, mispEvent(3, '192.0.2.4'));
	expect(await update(feed)).toMatchObject({ activeCount: 4, newCount: 1 });
	expect(server.takePaths()).toEqual(['/feed/manifest.json', `/feed/${uuid(3)}.json`]);
	expect(await update(feed)).toEqual({ kind: 'unchanged' });
	server.takePaths();

	server.serve('/feed/manifest.json', { body: manifest(100, 201), etag: '"2"' });
	server.serve(`/feed/${uuid(2)}.json`, mispEvent(2, '192.0.2.2', '192.0.2.5'));
	expect(await update(feed)).toMatchObject({ activeCount: 3, newCount: 1, withdrawnCount: 2 });
	expect(server.takePaths()).toEqual(['/feed/manifest.json', `/feed/${uuid(2)}.json`]);

	server.serve('/feed/manifest.json', '[]');
	expect(failure(await update(feed))).toMatch(/no MISP manifest/);
	server.serve('/feed/manifest.json', { body: manifest(100, 202), etag: '"3"' });
	server.serve(`/feed/${uuid(2)}.json`, { status: 429 });
	expect(failure(await update(feed))).toMatch(/answers 429/);
	expect(await active()).toHaveLength(3);
});
