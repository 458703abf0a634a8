import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { S3Server } from '../../fixtures/s3-server.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { S3Options } from '../../source/ingest/s3-client.ts';
import type { ListedObject } from '../../source/ingest/source.ts';

const never = new AbortController().signal;
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
let server: S3Server;

beforeAll(async () => {
	server = await S3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => server.clearFaults());

function open(bucket: string, options: Partial<S3Options> = {}): S3Source {
	return new S3Source({
		bucket,
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials,
		silenceMax: 300,
		bodyMsMax: 600,
		...options,
	});
}

async function listAll(
	source: S3Source,
	prefix = '',
	startAfter?: string,
): Promise<ListedObject[]> {
	const objects: ListedObject[] = [];
	for await (const page of source.list(prefix, startAfter, never)) {
		objects.push(...page);
	}

	return objects;
}

test('lists page by page, after a key, in the order of UTF-8 bytes', async () => {
	const bucket = server.bucket('paged');
	const keys = Array.from({ length: 25 }, (_, index) => `a/${String(index).padStart(2, '0')}`);
	for (const key of keys) {
		bucket.put(key, 'x');
	}

	server.keysMax = 10;
	expect((await listAll(open('paged'))).map(object => object.key)).toEqual(keys);
	expect((await listAll(open('paged'), 'a/', 'a/21')).map(object => object.key)).toEqual([
		'a/22',
		'a/23',
		'a/24',
	]);
	server.keysMax = 1000;
});

test('keys keep every byte', async () => {
	const keys = ['a b+c%41', 'x//y', 'x/../y', 'tab\there', 'ü', '日本', '\u{1F4A9}', '<&>"\''];
	const bucket = server.bucket('odd');
	for (const key of keys) {
		bucket.put(key, `body of ${key}`);
	}

	const source = open('odd');
	const listed = await listAll(source);
	expect(new Set(listed.map(object => object.key))).toEqual(new Set(keys));
	for (const object of listed) {
		const body = await source.get(object, never);
		expect(Buffer.from(body).toString()).toBe(`body of ${object.key}`);
	}
});

test('folders are the next components, and our own part of a bucket is the only way down', async () => {
	const bucket = server.bucket('tree');
	bucket.put('team/AWSLogs/1/x', 'x');
	bucket.put('team/AWSLogs/2/x', 'x');
	bucket.put('other/y', 'y');
	expect(await open('tree').folders('', never)).toEqual(['other/', 'team/']);
	const part = open('tree', { prefix: 'team/AWSLogs/' });
	expect(await part.folders('', never)).toEqual(['team/']);
	expect(await part.folders('team/', never)).toEqual(['AWSLogs/']);
	expect(await part.folders('team/AWSLogs/', never)).toEqual(['1/', '2/']);
	expect(await listAll(part)).toHaveLength(2);
	expect(await listAll(part, 'other/')).toHaveLength(0);
	expect(part.title).toBe('s3://tree/team/AWSLogs');
});

test('takes the time from the server', async () => {
	server.bucket('timed');
	server.nowMs = Date.UTC(2031, 0, 1);
	const source = open('timed');
	expect(source.nowMs()).toBeUndefined();
	await listAll(source);
	expect(Math.abs(source.nowMs()! - Date.UTC(2031, 0, 1))).toBeLessThan(5_000);
	server.nowMs = undefined;
});

const kms = 'not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k';
test.each([
	{ fault: { status: 404, code: 'NoSuchKey' }, code: 'not-found', next: /by itself/ },
	{ fault: { status: 404, code: 'NoSuchBucket' }, code: 'no-bucket', next: /check the name "b"/ },
	{ fault: { status: 403, code: 'AccessDenied' }, code: 'denied', next: /s3:GetObject/ },
	{
		fault: { status: 403, code: 'AccessDenied', message: kms },
		code: 'denied-kms',
		next: /kms:Decrypt/,
	},
	{ fault: { status: 403, code: 'InvalidObjectState' }, code: 'archived', next: /restore/ },
	{ fault: { status: 412, code: 'PreconditionFailed' }, code: 'changed', next: /by itself/ },
	{ fault: { status: 503, code: 'SlowDown' }, code: 'throttled', next: /fewer requests/ },
	{ fault: { status: 500, code: 'InternalError' }, code: 'network', next: /by itself/ },
	{ fault: { status: 400, code: 'ExpiredToken' }, code: 'credentials', next: /new credentials/ },
	{ fault: { status: 403, code: 'InvalidAccessKeyId' }, code: 'credentials', next: /AWS_PROFILE/ },
	{ fault: { hang: true }, code: 'timeout', next: /network/ },
	{ fault: { stallAfter: 4 }, code: 'timeout', next: /network/ },
	{ fault: { resetAfter: 4 }, code: 'network', next: /network/ },
	{ fault: { finAfter: 4 }, code: 'network', next: /network/ },
	{ fault: { corruptAt: 2 }, code: 'damaged', next: /by itself/ },
	{ fault: { truncateTo: 4 }, code: 'damaged', next: /by itself/ },
])('a GET that meets $fault is told as $code', async ({ fault, code, next }) => {
	server.bucket('b').put('key', 'a body of some length');
	server.fault({ op: 'get', ...fault });
	// Only a server that is to be silent may be waited for so shortly: a busy machine is slow too.
	const patient = { silenceMax: 30_000, bodyMsMax: 30_000 };
	const isSilent = 'hang' in fault || 'stallAfter' in fault;
	const source = isSilent ? open('b') : open('b', patient);
	const [object] = await listAll(open('b', patient));
	await expect(source.get(object!, never)).rejects.toMatchObject({
		name: 'SourceError',
		code,
		message: expect.stringContaining('s3://b/key'),
		next: expect.stringMatching(next),
	});
});

test.each([
	{ fault: { status: 403, code: 'AccessDenied' }, code: 'denied', next: /s3:ListBucket/ },
	{ fault: { truncateTo: 300 }, code: 'damaged', next: /by itself/ },
	{ fault: { status: 503, code: 'SlowDown' }, code: 'throttled', next: /fewer/ },
])('a listing that meets $fault is told as $code', async ({ fault, code, next }) => {
	server.bucket('b').put('key', 'x');
	server.fault({ op: 'list', ...fault });
	await expect(listAll(open('b', { silenceMax: 30_000 }))).rejects.toMatchObject({
		code,
		next: expect.stringMatching(next),
	});
});

test('requester pays is asked for with every request once it is wanted', async () => {
	const bucket = server.bucket('paid');
	bucket.requesterPays = true;
	bucket.put('key', 'x');
	await expect(listAll(open('paid'))).rejects.toMatchObject({
		code: 'denied',
		next: expect.stringContaining('--requester-pays'),
	});
	const source = open('paid', { requesterPays: true });
	const [object] = await listAll(source);
	expect(await source.get(object!, never)).toHaveLength(1);
});

test('a bucket that is in another region says so', async () => {
	server.bucket('b');
	server.fault({
		status: 301,
		code: 'PermanentRedirect',
		headers: { 'x-amz-bucket-region': 'eu-west-1' },
	});
	await expect(listAll(open('b'))).rejects.toMatchObject({ code: 'wrong-region' });
});

test('a redirect to the right region is followed', async () => {
	server.bucket('b').put('key', 'x');
	server.fault({
		times: 1,
		status: 301,
		code: 'PermanentRedirect',
		headers: { 'x-amz-bucket-region': 'eu-west-1' },
	});
	expect(await listAll(open('b'))).toHaveLength(1);
});

test('expired credentials are replaced and the request is sent again', async () => {
	server.bucket('b').put('key', 'x');
	let asked = 0;
	const source = open('b', {
		credentials: async () => {
			asked++;
			return { accessKeyId: `AKIA${asked}`, secretAccessKey: 's' };
		},
	});
	await listAll(source);
	await listAll(source);
	expect(asked).toBe(1);
	server.fault({ op: 'list', times: 1, status: 400, code: 'ExpiredToken' });
	expect(await listAll(source)).toHaveLength(1);
	expect(asked).toBe(2);
});

test('a role that may not be assumed is a matter of credentials', async () => {
	server.bucket('b');
	const source = open('b', {
		credentials: () =>
			Promise.reject(new Error('User is not authorized to perform: sts:AssumeRole on resource: r')),
	});
	await expect(listAll(source)).rejects.toMatchObject({
		code: 'credentials',
		next: expect.stringContaining('trust policy'),
	});
});

test('a profile that does not exist is named', async () => {
	server.bucket('b');
	const { credentials: _, ...options } = { credentials, profile: 'no-such-profile' };
	const source = new S3Source({
		bucket: 'b',
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		...options,
	});
	await expect(listAll(source)).rejects.toMatchObject({
		code: 'credentials',
		message: expect.stringContaining('"no-such-profile"'),
	});
});

test('a clock that is an hour off is no obstacle', async () => {
	server.bucket('b').put('key', 'x');
	server.clockOffsetMs = 3_600_000;
	expect(await listAll(open('b'))).toHaveLength(1);
	server.clockOffsetMs = 0;
});

test('stops at once when it is told to', async () => {
	server.bucket('b').put('key', 'a body of some length');
	server.fault({ op: 'get', stallAfter: 4 });
	const source = open('b', { silenceMax: 60_000, bodyMsMax: 60_000 });
	const [object] = await listAll(source);
	const abort = new AbortController();
	const reading = source.get(object!, abort.signal);
	setImmediate(() => abort.abort(new Error('stopped')));
	await expect(reading).rejects.toThrow('stopped');
});
