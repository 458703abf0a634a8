import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStixIndicator, FeedServer, serveTaxii } from '../../../fixtures/feeds.ts';
import { readFeeds } from '../../../source/intel/feed/feeds-file.ts';
import type { Feed } from '../../../source/intel/feed/feeds-file.ts';
import { httpGet } from '../../../source/intel/feed/http-get.ts';
import { downloadMispFeed } from '../../../source/intel/feed/misp-feed.ts';
import { downloadTaxii } from '../../../source/intel/feed/taxii.ts';

let server: FeedServer;
beforeEach(async () => {
	server = await FeedServer.start();
});
afterEach(() => server.stop());

function aFeed(path: string, format: string): Feed {
	const settings = { url: `${server.url}${path}`, interval: '1h', format };
	const read = readFeeds(JSON.stringify({ feeds: { bad: settings } }), 'feeds.yaml');
	if ('faults' in read || read.feeds[0] === undefined) {
		throw new Error('the feed is wrong');
	}

	return read.feeds[0];
}

test('five redirects are followed, and of more it is said', async () => {
	for (let index = 1; index <= 6; index++) {
		server.serve(`/${index}`, { status: 302, headers: { location: `${server.url}/${index - 1}` } });
	}

	server.serve('/0', '192.0.2.1');
	const answer = await httpGet({ url: `${server.url}/5` });
	expect(Buffer.from(answer.bytes).toString()).toBe('192.0.2.1');
	await expect(httpGet({ url: `${server.url}/6` })).rejects.toThrow(/redirects more than 5 times/);
});

test('TAXII: a server whose pages never end is left, and it is said', async () => {
	const objects = [1, 2, 3].map(n => ({
		addedAt: `2026-03-01T12:0${n}:00.000Z`,
		object: aStixIndicator(`192.0.2.${n}`),
	}));
	serveTaxii(server, () => objects, { pageObjects: 1 });
	const feed = aFeed('/api/collections/c0ffee/', 'taxii');
	const download = async (pagesMax: number) =>
		downloadTaxii(feed, undefined, undefined, { env: {}, pagesMax });

	expect((await download(3)).kind).toBe('content');
	await expect(download(2)).rejects.toThrow(/after 2 pages the server says that there is more/);
});

test('MISP: of a manifest with too many events the newest count, the others are told', async () => {
	const uuid = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
	const stamps = [100, 300, 200];
	const manifest = stamps.map((at, index) => [uuid(index + 1), { timestamp: String(at) }]);
	server.serve('/feed/manifest.json', JSON.stringify(Object.fromEntries(manifest)));
	for (const n of [1, 2, 3]) {
		const event = { Event: { uuid: uuid(n), info: `event ${n}`, Attribute: [] } };
		server.serve(`/feed/${uuid(n)}.json`, JSON.stringify(event));
	}

	const feed = aFeed('/feed', 'misp-feed');
	const ports = { env: {}, eventsMax: 2 };
	expect(await downloadMispFeed(feed, undefined, undefined, ports)).toMatchObject({
		notes: ['1 older events were left out'],
	});
	expect(server.takePaths().slice(1)).toEqual([2, 3].map(n => `/feed/${uuid(n)}.json`));
});
