import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { SqsFeed } from '../../source/ingest/sqs-feed.ts';
import { TokenWatch } from '../../source/ingest/token-watch.ts';

const never = new AbortController().signal;
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
let server: S3Server;

beforeAll(async () => {
	server = await S3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.clearFaults();
	server.requests.length = 0;
	server.nowMs = startMs + 3_600_000;
	server.bucket('logs').put('a/1', 'x');
});

const open = (): S3Source =>
	new S3Source({
		bucket: 'logs',
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials,
	});

async function keysOf(source: S3Source, prefix = ''): Promise<number> {
	let count = 0;
	for await (const page of source.list(prefix, undefined, never)) {
		count += page.length;
	}

	return count;
}

test.each([
	{
		name: 'a page without end',
		fault: { endless: true },
		found: /list s3:\/\/logs\/: .*the answer has more than 8,388,608 bytes$/,
	},
	{
		name: 'a page of more than a thousand keys',
		fault: { keysMax: 2_000 },
		found: /more than 1,000 keys/,
	},
])('$name is refused', async ({ fault, found }) => {
	for (let index = 0; index < 1_001; index++) {
		server.bucket('logs').put(`a/${index}`, 'x');
	}

	server.fault({ op: 'list', ...fault });
	const source = open();
	await expect(keysOf(source)).rejects.toMatchObject({ code: 'damaged', message: found });
	await source.close();
});

test('keys that were not asked for are refused', async () => {
	server.fault({
		op: 'list',
		instead: '<ListBucketResult><Contents><Key>b/1</Key></Contents></ListBucketResult>',
	});
	const source = open();
	await expect(keysOf(source, 'a/')).rejects.toThrow(/keys that were not asked for/);
	await source.close();
});

test('a token that comes twice ends a listing, and is named', async () => {
	server.fault({ op: 'list', sameToken: `again${'-'.repeat(200)}` });
	const source = open();
	const named = `the server gave the token "again${'-'.repeat(75)}" twice`;
	await expect(keysOf(source)).rejects.toMatchObject({
		code: 'damaged',
		message: expect.stringContaining(named),
	});
	await expect(source.folders('', never)).rejects.toThrow(named);
	expect(server.count('list')).toBe(4);
	await source.close();
});

test('tokens that go round in a circle are noticed, and those of a long listing are not', () => {
	const watch = new TokenWatch('list');
	for (let page = 0; page < 10_000; page++) {
		watch.see(`token ${page}`);
	}

	const circle = new TokenWatch('list');
	let pages = 0;
	const goRound = (): void => {
		for (; pages < 1_000; pages++) {
			circle.see(`token ${pages % 7}`);
		}
	};

	expect(goRound).toThrow(/^list: the server gave the token "token \d" twice/);
	expect(pages).toBeLessThan(30);
});

test('a run over a listing whose token repeats ends, and says so', async () => {
	const object = anObject([aRecord()]);
	server.bucket('logs').put(object.key, object.body);
	server.fault({ op: 'list', key: /us-east-1/, sameToken: 'again' });
	const store = await aStore();
	const source = open();
	const summary = await aTailer(source, store.writer).tailer.once(never);
	expect(summary).toMatchObject({
		complete: false,
		errors: [{ code: 'damaged', found: expect.stringContaining('"again" twice') }],
	});
	// Three rounds of ten tries of two pages, and what finds the prefix.
	expect(server.count('list')).toBeLessThan(70);
	await source.close();
	await store.close();
});

test('of folders without end a hundred thousand are listed', async () => {
	server.fault({ op: 'list', endlessOf: 'folders' });
	const source = open();
	await expect(source.folders('', never)).rejects.toMatchObject({
		message: expect.stringContaining('more than 100,000 folders'),
		next: expect.stringContaining('s3://bucket/prefix'),
	});
	expect(server.count('list')).toBe(101);
	await source.close();
});

test('keys without end are handed on page by page', async () => {
	server.fault({ op: 'list', endlessOf: 'keys' });
	const source = open();
	let pages = 0;
	for await (const page of source.list('', undefined, never)) {
		expect(page).toHaveLength(1_000);
		pages++;
		if (pages === 20) {
			break;
		}
	}

	expect(server.count('list')).toBe(20);
	await source.close();
});

test('an answer of a queue that has no end is refused', async () => {
	const chunk = Buffer.alloc(1 << 16, 0x20);
	const queue = createServer((_request, response) => {
		const more = (): void => {
			while (!response.destroyed && response.write(chunk));
		};

		response.on('drain', more);
		more();
	});
	await new Promise<void>(resolve => queue.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(queue.address() as AddressInfo).port}`;
	const options = { bucket: 'logs', prefix: '', region: 'us-east-1', endpoint: url, credentials };
	const feed = new SqsFeed(`${url}/1/queue`, options);
	await expect(feed.receive(never)).rejects.toMatchObject({
		code: 'damaged',
		message: expect.stringContaining('more than 16,777,216 bytes'),
	});
	await feed.close();
	queue.closeAllConnections();
	await new Promise(resolve => queue.close(resolve));
});
