import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedServer } from '../../../fixtures/feeds.ts';
import { FeedCache } from '../../../source/intel/feed/cache.ts';
import { readFeeds } from '../../../source/intel/feed/feeds-file.ts';
import { httpGet } from '../../../source/intel/feed/http-get.ts';
import { updateFeed } from '../../../source/intel/feed/update.ts';
import { updatePlaces } from '../../../source/intel/geo/update-places.ts';
import { KeptStore } from '../../../source/intel/kept-store.ts';

let dir = '';
let server: FeedServer;
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'trailtop-answers-'));
	server = await FeedServer.start();
});
afterEach(async () => {
	await server.stop();
	await rm(dir, { recursive: true });
});

async function updated(settings: Readonly<Record<string, unknown>>) {
	const read = readFeeds(
		JSON.stringify({ feeds: { bad: { url: `${server.url}/list`, ...settings } } }),
		'feeds.yaml',
	);
	const [feed] = 'faults' in read ? [] : read.feeds;
	if (feed === undefined) {
		throw new Error('the feed is wrong');
	}

	return await updateFeed(feed, {
		kept: new KeptStore(join(dir, 'data')),
		cache: new FeedCache(join(dir, 'cache')),
		env: { KEY: 'hunter2' },
		nowMs: () => Date.parse('2026-03-01T12:00:00Z'),
		bytesMax: 1_000,
	});
}

/** What every file below the folder holds, and its name. */
async function everything(): Promise<string> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const files = entries.filter(entry => entry.isFile());
	const texts = files.map(file => readFile(join(file.parentPath, file.name), 'latin1'));
	return [...files.map(file => file.name), ...(await Promise.all(texts))].join('\n');
}

const page = '<!DOCTYPE html>\n<p>your key hunter2 is wrong, 198.51.100.1</p>\n198.51.100.7\n';
const html = { 'content-type': 'text/html; charset=hunter2' };

test.each([
	{ name: 'a page', served: { headers: html, body: page }, says: /200 OK \(text\/html, 76 B\)/ },
	{ name: 'a page without a type', served: { body: page }, says: /200 OK \(76 B\).*web page/ },
	{
		name: 'a picture',
		served: { headers: { 'content-type': 'image/png' }, body: 'hunter2' },
		says: /200 OK \(image\/png, 7 B\), which is no list/,
	},
	{
		name: 'a plain error',
		served: { body: 'the key hunter2 is wrong\n' },
		says: /no indicator in it \(1 lines unreadable, the first: line 1, /,
	},
	{
		name: 'an error with a page',
		served: { status: 500, headers: { ...html, 'content-length': '76' }, body: page },
		says: /answers 500 Internal Server Error \(text\/html, 76 B\); try again later/,
	},
	{
		name: 'a page that is too large',
		served: { headers: html, body: page.repeat(20) },
		says: /larger than/,
	},
	{
		name: 'a wait that is none',
		served: { status: 429, headers: { 'retry-after': 'hunter2' } },
		says: /answers 429 Too Many Requests; try again later/,
	},
	{
		name: 'a coding that nobody asked for',
		served: { headers: { 'content-encoding': 'br' }, body: brotliCompressSync('198.51.100.7') },
		says: /no indicator in it/,
	},
])('$name is refused, and nothing of it is told or kept', async ({ served, says }) => {
	server.serve('/list', served);
	const outcome = await updated({ auth_env: 'KEY' });
	const told = outcome.kind === 'failed' ? outcome.error.message : outcome.kind;
	expect(told).toMatch(says);
	const kept = await everything();
	expect(kept).toContain('bad.json');
	expect(`${told}\n${kept}`).not.toMatch(/hunter2|198\.51\.100|DOCTYPE/);
});

test.each(['taxii', 'misp-feed'])('%s: an answer that is no JSON is not quoted', async format => {
	const served = { headers: html, body: page };
	server.serve('/list/', served);
	server.serve('/list/manifest.json', served);
	const outcome = await updated({ format });
	const told = outcome.kind === 'failed' ? outcome.error.message : outcome.kind;
	expect(told).toMatch(/which is no JSON|no MISP manifest/);
	expect(`${told}\n${await everything()}`).not.toMatch(/hunter2|198\.51\.100|DOCTYPE/);
});

test('a page instead of a database of places is told by type and size', async () => {
	server.serve('/x.mmdb', { headers: html, body: page });
	const outcome = await updatePlaces('city', `${server.url}/x.mmdb?key=hunter3`, {
		geoDir: join(dir, 'geo'),
		cache: new FeedCache(join(dir, 'cache')),
		nowMs: () => 0,
	});
	const told = outcome.kind === 'failed' ? outcome.error.message : outcome.kind;
	expect(told).toMatch(
		/x\.mmdb\?key=\*\*\* answers 200 OK \(text\/html, 76 B\), which is no MaxMind/,
	);
	expect(`${told}\n${await everything()}`).not.toMatch(/hunter/);
});

test('of a content type that never ends the first 60 characters are told', async () => {
	server.serve('/list', {
		status: 418,
		headers: { 'content-type': `a/${'b'.repeat(500)}\t\u0080` },
	});
	const failed = httpGet({ url: `${server.url}/list` });
	await expect(failed).rejects.toThrow(`answers 418 I'm a Teapot (a/${'b'.repeat(58)});`);
});

test('what a server packs for the transport is unpacked, up to the limit', async () => {
	const headers = { 'content-encoding': 'gzip' };
	server.serve('/list', { headers, body: gzipSync('192.0.2.1\n'.repeat(100)) });
	const url = `${server.url}/list`;
	expect((await httpGet({ url, bytesMax: 1_000 })).bytes.byteLength).toBe(1_000);
	await expect(httpGet({ url, bytesMax: 999 })).rejects.toThrow(/larger than/);
	server.serve('/list', { headers, body: gzipSync('192.0.2.1').subarray(0, 20) });
	await expect(httpGet({ url })).rejects.toThrow(/Z_BUF_ERROR/);
});
