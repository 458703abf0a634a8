import { afterEach, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { SourceError } from '../../source/ingest/source.ts';
import { Trouble } from '../../source/ingest/trouble.ts';

const signal = new AbortController().signal;
let server: S3Server;
let store: AStore;

beforeEach(async () => {
	server = await S3Server.start();
	store = await aStore();
});
afterEach(async () => {
	await server.stop();
	await store.close();
});

function open(endpoint: string): S3Source {
	return new S3Source({
		bucket: 'logs',
		prefix: '',
		region: 'us-east-1',
		endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
}

test('a server that refuses is told at the first failure, once, and tried ten times', async () => {
	const { endpoint } = server;
	await server.stop();
	const source = open(endpoint);
	const told: string[] = [];
	const toldAtMs: number[] = [];
	const { tailer, clock } = aTailer(source, store.writer, {
		troubled: error => {
			told.push(error.message, error.next);
			toldAtMs.push(clock.elapsedMs());
		},
	});
	await expect(tailer.once(signal)).rejects.toMatchObject({ code: 'network' });
	expect(told).toEqual([
		expect.stringMatching(/^list s3:\/\/logs\/: .*ECONNREFUSED/),
		expect.stringContaining('tried again by itself'),
	]);
	expect(toldAtMs).toEqual([0]);
	expect(tailer.status().requests.retries).toBe(9);
	await source.close();
	server = await S3Server.start();
});

test('what was away and comes back is read, and the errors of the run are none', async () => {
	const object = anObject([aRecord()]);
	server.bucket('logs').put(object.key, object.body);
	server.fault({ op: 'list', times: 4, status: 500, code: 'InternalError' });
	const source = open(server.endpoint);
	let told = 0;
	const { tailer } = aTailer(source, store.writer, { troubled: () => told++ });
	expect(await tailer.once(signal)).toMatchObject({ records: 1, errorCount: 0, complete: true });
	expect(told).toBe(1);
	await source.close();
});

test('one failure between answers is not told, two in a row are', () => {
	let told = 0;
	const trouble = new Trouble(() => told++);
	const away = new SourceError('network', 'away', 'wait');
	trouble.answered();
	for (let index = 0; index < 3; index++) {
		trouble.retried(away);
		trouble.answered();
	}

	trouble.retried(new SourceError('throttled', 'slow', 'wait'));
	trouble.retried(away);
	expect(told).toBe(0);
	trouble.retried(away);
	trouble.retried(away);
	expect(told).toBe(1);
});
