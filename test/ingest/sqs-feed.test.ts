import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { interceptLocalhostDns, startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import type { AStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import type { S3Bucket } from '../../fixtures/s3-bucket.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { Tailer } from '../../source/ingest/tailer.ts';
import type { TailStatus } from '../../source/ingest/tail-status.ts';

const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
let queues: FauxqsServer;
let server: S3Server;
let bucket: S3Bucket;
let store: AStore;
let source: S3Source;
let client: SQSClient;
let queueUrl = '';
let queueName = '';
let count = 0;

const restoreDns = interceptLocalhostDns();

beforeAll(async () => {
	queues = await startFauxqs({ port: 0, logger: false });
	server = await S3Server.start();
});
afterAll(async () => {
	restoreDns();
	await queues.stop();
	await server.stop();
});
beforeEach(async () => {
	queueName = `trail-${count++}`;
	queueUrl = queues.createQueue(queueName).queueUrl;
	bucket = server.bucket(queueName);
	server.clearFaults();
	// One object that is there, so that the tailer has a prefix to follow.
	const first = anObject([aRecord()]);
	bucket.put(first.key, first.body);
	store = await aStore();
	client = new SQSClient({ endpoint: queues.address, region: 'us-east-1', credentials });
	source = new S3Source({
		bucket: queueName,
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => credentials,
		queueUrl,
	});
});
afterEach(async () => {
	client.destroy();
	await source.close();
	await store.close();
});

async function begin(): Promise<Tailer> {
	const { tailer, clock } = aTailer(source, store.writer);
	clock.limitMs = clock.nowMs();
	server.clock = () => clock.nowMs();
	tailer.start();
	await until(tailer, status => status.records === 1 && status.state === 'live');
	return tailer;
}

async function until(tailer: Tailer, is: (status: TailStatus) => boolean): Promise<void> {
	while (!is(tailer.status())) {
		await new Promise(resolve => setTimeout(resolve, 2));
	}
}

async function announce(body: unknown): Promise<void> {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text }));
}

function put(records = [aRecord()]): string {
	const object = anObject(records, { stampMs: startMs + 600_000 });
	bucket.put(object.key, object.body);
	return object.key;
}

const left = (): number => {
	const { ready, inflight } = queues.inspectQueue(queueName)!.messages;
	return ready.length + inflight.length;
};

test('a restored object is fetched when its message comes', async () => {
	const tailer = await begin();
	const object = anObject([aRecord()], { stampMs: startMs - 3_600_000 });
	bucket.put(object.key, object.body, { storageClass: 'GLACIER', isRestored: true });
	server.tellsRestore = false;
	await announce({
		source: 'aws.s3',
		'detail-type': 'Object Restore Completed',
		time: '2026-03-01T12:50:00Z',
		detail: { bucket: { name: queueName }, object: { key: object.key, size: 1, etag: 'x' } },
	});
	await until(tailer, status => status.records === 2 && left() === 0);
	await tailer.stop();
	server.tellsRestore = true;
	expect(tailer.status()).toMatchObject({ errorCount: 0, objects: { archived: 0 } });
});

test('what is announced is fetched without a listing, and confirmed once it is durable', async () => {
	const tailer = await begin();
	const lists = server.count('list');
	const key = put();
	const { etag, body } = bucket.objects.get(key)!;
	await announce({
		Records: [
			{
				eventVersion: '2.1',
				eventSource: 'aws:s3',
				eventName: 'ObjectCreated:Put',
				eventTime: '2026-03-01T12:10:30.000Z',
				s3: {
					bucket: { name: queueName },
					object: { key: encodeURIComponent(key), size: body.length, eTag: etag.slice(1, -1) },
				},
			},
		],
	});
	await until(tailer, status => status.feed?.confirmed === 1);
	expect(await store.records()).toHaveLength(2);
	expect(server.count('list')).toBe(lists);
	expect(left()).toBe(0);
	await tailer.stop();
});

test('several keys in one message, keys twice and keys that are gone are all settled', async () => {
	const tailer = await begin();
	const keys = [put(), put(), 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/gone.json.gz'];
	const message = { s3Bucket: queueName, s3ObjectKey: keys };
	await announce(message);
	await announce(message);
	await until(tailer, status => status.feed?.confirmed === 2);
	expect(tailer.status()).toMatchObject({ records: 3, duplicates: 0 });
	await tailer.stop();
});

test('a message about another bucket, or of no known form, is left alone and counted', async () => {
	const tailer = await begin();
	await announce({ s3Bucket: 'elsewhere', s3ObjectKey: ['secret.json.gz'] });
	await announce('no idea');
	await announce({ Event: 's3:TestEvent' });
	await until(tailer, status => status.feed?.received === 3);
	await until(tailer, status => status.feed?.confirmed === 1);
	expect(tailer.status().feed).toEqual({ received: 3, confirmed: 1, ignored: 1, refused: 2 });
	expect(left()).toBe(2);
	await tailer.stop();
});

test('a message whose object cannot be read is not confirmed', async () => {
	const tailer = await begin();
	const key = put();
	server.fault({ op: 'get', status: 403, code: 'AccessDenied' });
	await announce({ s3Bucket: queueName, s3ObjectKey: [key] });
	await until(tailer, status => status.objects.denied === 1);
	expect(left()).toBe(1);
	expect(tailer.status().feed?.confirmed).toBe(0);
	await tailer.stop();
});
