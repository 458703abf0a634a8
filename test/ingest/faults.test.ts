import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aStore } from '../../fixtures/a-store.ts';
import { aTailer } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, objectKey, recordsEvery, startMs } from '../../fixtures/records.ts';
import type { AnyRecord } from '../../fixtures/records.ts';
import type { S3Bucket } from '../../fixtures/s3-bucket.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import type { IngestSummary, TailerOptions } from '../../source/ingest/tailer.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import type { S3Options } from '../../source/ingest/s3-client.ts';

const never = new AbortController().signal;
let server: S3Server;
let bucketName = '';
let bucketCount = 0;

beforeAll(async () => {
	server = await S3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
	server.clearFaults();
	server.requests.length = 0;
	server.keysMax = 1000;
	server.nowMs = startMs + 3_600_000;
	bucketName = `logs-${bucketCount++}`;
});

function open(options: Partial<S3Options> = {}): S3Source {
	return new S3Source({
		bucket: bucketName,
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
		silenceMax: 250,
		bodyMsMax: 500,
		...options,
	});
}

interface Case {
	readonly name: string;
	/** Fills the bucket and sets the faults. */
	readonly given: (bucket: S3Bucket) => void;
	/** What the summary says, all but `objects` whole. */
	readonly then: Partial<Omit<IngestSummary, 'objects'>>;
	readonly objects?: Partial<IngestSummary['objects']>;
	readonly reason?: RegExp;
	readonly source?: Partial<S3Options>;
	readonly options?: Partial<TailerOptions>;
}

const put = (bucket: S3Bucket, records: readonly AnyRecord[], body?: Uint8Array): string => {
	const object = anObject(records);
	bucket.put(object.key, body ?? object.body);
	return object.key;
};

const flip = (bytes: Buffer, at: number): Buffer => {
	const flipped = Buffer.from(bytes);
	flipped[at]! ^= 0x55;
	return flipped;
};

const many = recordsEvery(1000, 500, { userAgent: 'x'.repeat(50) });
const gzipOf = (text: string): Buffer => gzipSync(text);
const manyGz = gzipSync(JSON.stringify({ Records: many }));
/** Of an object that was uploaded in parts, so that it is no MD5. */
const inParts = `"${'a'.repeat(32)}-2"`;
const three = recordsEvery(1000, 3);
const threeText = JSON.stringify({ Records: three });

const objectCases: readonly Case[] = [
	{
		name: 'an object that is deleted between the listing and the GET is gone, not an error',
		given: bucket => {
			put(bucket, three);
			const key = put(bucket, [aRecord()]);
			server.fault({ op: 'get', times: 1, meanwhile: () => bucket.delete(key) });
		},
		then: { errorCount: 0 },
		objects: { gone: 1, ok: 1 },
	},
	{
		name: 'a missing key that S3 calls denied is looked up, and gone',
		given: bucket => {
			const key = put(bucket, three);
			put(bucket, [aRecord()]);
			server.fault({
				op: 'get',
				key: new RegExp(key),
				status: 403,
				code: 'AccessDenied',
				meanwhile: () => bucket.delete(key),
			});
		},
		then: { records: 1, errorCount: 0 },
		objects: { ok: 1, gone: 1, denied: 0 },
	},
	{
		name: 'an object that is rewritten in between is read as it is now, and that is said',
		given: bucket => {
			const key = put(bucket, [aRecord()]);
			const body = gzipOf(threeText);
			server.fault({ op: 'get', times: 1, meanwhile: () => bucket.put(key, body) });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1, rewritten: 1 },
	},
	{
		name: 'the same object under two names is counted once',
		given: bucket => {
			put(bucket, three);
			put(bucket, three);
		},
		then: { records: 3, duplicates: 3 },
		objects: { ok: 2 },
	},
	{
		name: 'the same records in two regions and two accounts’ folders are counted once',
		given: bucket => {
			for (const region of ['us-east-1', 'us-west-1']) {
				for (const account of ['111122223333', '444455556666']) {
					const object = anObject(three, { region, account });
					bucket.put(object.key, object.body);
				}
			}
		},
		then: { records: 3, duplicates: 9 },
		objects: { ok: 4 },
	},
	{
		name: 'half a gzip gives its whole records',
		given: bucket => void put(bucket, [], manyGz.subarray(0, manyGz.length / 2)),
		then: { rejected: 1, complete: false },
		objects: { partial: 1 },
		reason: /gzip is truncated/,
	},
	{
		name: 'a gzip with a flipped bit gives what is before it',
		given: bucket => void put(bucket, [], flip(manyGz, manyGz.length >> 1)),
		then: {},
		objects: { partial: 1 },
		reason: /gzip is corrupt/,
	},
	{
		name: 'a bomb is not inflated',
		given: bucket => void put(bucket, [], gzipSync(Buffer.alloc(2 << 20))),
		then: { records: 0 },
		objects: { quarantined: 1 },
		reason: /more than the 1048576 bytes/,
		options: { inflatedMax: 1 << 20 },
	},
	{
		name: 'a second member is read too, and that is said',
		given: bucket =>
			void put(bucket, [], Buffer.concat([gzipOf(threeText), gzipOf(JSON.stringify(aRecord()))])),
		then: { records: 4 },
		objects: { ok: 1, trailing: 0 },
		reason: /^2 gzip members$/,
	},
	{
		name: 'zeros that follow are padding, and that is said',
		given: bucket => void put(bucket, [], Buffer.concat([gzipOf(threeText), Buffer.alloc(9)])),
		then: { records: 3 },
		objects: { ok: 1, trailing: 0 },
		reason: /9 zeros follow its gzip stream/,
	},
	{
		name: 'what follows and is neither gzip nor padding is not read, and that is said',
		given: bucket => void put(bucket, [], Buffer.concat([gzipOf(threeText), Buffer.from('more')])),
		then: { records: 3 },
		objects: { partial: 1, trailing: 1 },
		reason: /4 bytes follow its gzip stream and were not read/,
	},
	{
		name: 'plain JSON that is called .gz is read',
		given: bucket => void put(bucket, [], Buffer.from(threeText)),
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'neither gzip nor JSON is quarantined',
		given: bucket => void put(bucket, [], Buffer.from('\u0003\u0004 something else')),
		then: { records: 0 },
		objects: { quarantined: 1 },
		reason: /neither gzip nor JSON/,
	},
	{
		name: 'a Content-Encoding header changes nothing',
		given: bucket => {
			const object = anObject(three);
			bucket.put(object.key, object.body, { headers: { 'content-encoding': 'gzip' } });
		},
		then: { records: 3 },
		objects: { ok: 1 },
	},
	{
		name: 'one bad record among five hundred costs one record',
		given: bucket => {
			const text = JSON.stringify({ Records: many });
			const at = text.indexOf('"eventID"', text.length / 2);
			put(bucket, [], gzipOf(`${text.slice(0, at)}"x":NaN,${text.slice(at)}`));
		},
		then: { records: 499, rejected: 1, complete: false },
		objects: { partial: 1 },
		reason: /no JSON at byte/,
	},
	{
		name: 'no records at all are fine',
		given: bucket => {
			put(bucket, []);
			put(bucket, [], gzipOf('{"Records":null}'));
		},
		then: { records: 0, errorCount: 0, complete: true },
		objects: { ok: 2 },
	},
	{
		name: 'a bare list is read',
		given: bucket => void put(bucket, [], gzipOf(JSON.stringify(three))),
		then: { records: 3 },
		objects: { ok: 1 },
	},
	{
		name: 'a notification that looks like a log is left out',
		given: bucket =>
			void put(
				bucket,
				[],
				gzipOf('{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"x"}]}'),
			),
		then: { records: 0, rejected: 1 },
		objects: { skipped: 1, quarantined: 0 },
		reason: /aws:s3/,
	},
	{
		name: 'records without an eventID are all kept',
		given: bucket => {
			const anonymous = aRecord({ eventID: undefined });
			put(bucket, [anonymous, anonymous]);
		},
		then: { records: 2 },
		objects: { ok: 1 },
	},
	{
		name: 'a record of a far future is kept and counted, and nobody’s lag is made of it',
		given: bucket => void put(bucket, [aRecord({ eventTime: '2099-01-01T00:00:00Z' }), aRecord()]),
		then: { records: 2 },
		objects: { ok: 1, ahead: 1 },
	},
	{
		name: 'a record without a time gets the object’s',
		given: bucket =>
			void put(bucket, [aRecord({ eventTime: undefined }), aRecord({ eventTime: 'soon' })]),
		then: { records: 2 },
		objects: { ok: 1 },
	},
	{
		name: 'an object of five gigabytes is not fetched',
		given: bucket => {
			const object = anObject(three);
			bucket.put(object.key, object.body, { toldBytes: 5 * 2 ** 30 });
		},
		then: { records: 0 },
		objects: { quarantined: 1 },
		reason: /5368709120 bytes are more than/,
	},
	{
		name: 'empty objects and folder markers are nothing',
		given: bucket => {
			const key = objectKey();
			bucket.put(key, '');
			bucket.put(key.slice(0, key.lastIndexOf('/') + 1), '');
		},
		then: { records: 0, errorCount: 0, complete: true },
		objects: { ok: 2 },
	},
	{
		name: 'what lies in other folders is left alone and counted',
		given: bucket => {
			put(bucket, three);
			for (const folder of ['CloudTrail-Digest', 'Config', 'vpcflowlogs']) {
				bucket.put(`AWSLogs/111122223333/${folder}/us-east-1/2026/03/01/x.json.gz`, 'x');
			}
		},
		then: { records: 3, errorCount: 0 },
		objects: {
			ok: 1,
			skippedByFolder: { 'CloudTrail-Digest/': 1, 'Config/': 1, 'vpcflowlogs/': 1 },
		},
	},
	{
		name: 'odd keys are keys like any other',
		given: bucket => {
			for (const name of ['a b+c%2F', '..', '日本', '\u{1F4A9}', '\u001b[2J', 'x//y']) {
				const key = objectKey().replace(/[^/]*$/, `${name}.json.gz`);
				bucket.put(key, gzipOf(JSON.stringify({ Records: [aRecord()] })));
			}
		},
		then: { records: 6, errorCount: 0 },
		objects: { ok: 6, skipped: 0 },
	},
	{
		name: 'an object whose key we may not use is denied, in one line with the key’s name',
		given: bucket => {
			for (let index = 0; index < 5; index++) {
				const object = anObject([aRecord()]);
				bucket.put(object.key, object.body, { kmsDenied: true });
			}
		},
		then: { records: 0, errorCount: 5 },
		objects: { denied: 5 },
		reason: /key\/k/,
	},
	{
		name: 'an object that is denied and still there is denied',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', status: 403, code: 'AccessDenied' });
		},
		then: { records: 0, errorCount: 1 },
		objects: { denied: 1 },
		reason: /AccessDenied/,
	},
	{
		name: 'archived objects are counted and not asked for',
		given: bucket => {
			for (const storageClass of ['GLACIER', 'DEEP_ARCHIVE']) {
				const object = anObject([aRecord()]);
				bucket.put(object.key, object.body, { storageClass });
			}

			put(bucket, three);
			server.fault({ op: 'get', times: 1, status: 403, code: 'InvalidObjectState' });
		},
		then: { records: 0, errorCount: 0 },
		objects: { archived: 3 },
		reason: /GLACIER|InvalidObjectState/,
	},
];

const transportCases: readonly Case[] = [
	{
		name: 'a body that is cut on its way is fetched again',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', times: 1, truncateTo: 20 });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'a byte that is turned over on its way is noticed, and it is fetched again',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', times: 2, corruptAt: 40 });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'after a storm of refusals one damaged body is still looked at twice',
		given: bucket => {
			bucket.put(objectKey(), manyGz, { etag: inParts });
			server.fault({ op: 'get', times: 7, status: 503, code: 'SlowDown' });
			server.fault({ op: 'get', times: 1, corruptAt: manyGz.length - 20, unchecked: true });
		},
		then: { records: 500, duplicates: 0, conflicts: 0, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'after failures of other kinds too',
		given: bucket => {
			bucket.put(objectKey(), manyGz, { etag: inParts });
			server.fault({ op: 'get', times: 4, truncateTo: 20 });
			server.fault({ op: 'get', times: 1, corruptAt: manyGz.length - 20, unchecked: true });
		},
		then: { records: 500, duplicates: 0, conflicts: 0, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'a connection that breaks or ends in mid-body is no loss',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', times: 1, resetAfter: 30 });
			server.fault({ op: 'get', times: 1, finAfter: 30 });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'a server that hangs, and a body that stalls, end in time',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', times: 1, hang: true });
			server.fault({ op: 'get', times: 1, stallAfter: 30 });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'a listing that is cut is listed again, and nothing is taken for its end',
		given: bucket => {
			server.keysMax = 2;
			for (let index = 0; index < 7; index++) {
				put(bucket, [aRecord()]);
			}

			server.fault({ op: 'list', key: /2026/, times: 2, truncateTo: 400 });
		},
		then: { records: 7, errorCount: 0 },
		objects: { ok: 7 },
	},
	{
		name: 'pages that fail in the middle of a listing go on after the last key',
		given: bucket => {
			server.keysMax = 3;
			for (let index = 0; index < 10; index++) {
				put(bucket, [aRecord()]);
			}

			let hits = 0;
			const requests = server.requests;
			server.fault({
				op: 'list',
				key: /2026/,
				times: 6,
				meanwhile: () => {
					hits++;
					if (hits === 3 && requests.at(-1)?.hasToken) {
						server.clearFaults();
						server.fault({ op: 'list', times: 1, status: 400, code: 'InvalidArgument' });
					}
				},
			});
		},
		then: { records: 10, errorCount: 0 },
		objects: { ok: 10 },
	},
	{
		name: 'a storm of 503 costs time and no record',
		given: bucket => {
			for (let index = 0; index < 40; index++) {
				put(bucket, [aRecord()]);
			}

			server.fault({ op: 'list', times: 3, status: 503, code: 'SlowDown' });
			server.fault({ op: 'get', times: 60, status: 503, code: 'SlowDown' });
		},
		then: { records: 40, complete: true },
		objects: { ok: 40 },
	},
	{
		name: 'credentials that expire in between are replaced',
		given: bucket => {
			put(bucket, three);
			server.fault({ op: 'get', times: 1, status: 400, code: 'ExpiredToken' });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'a bucket in another region is followed there',
		given: bucket => {
			put(bucket, three);
			const headers = { 'x-amz-bucket-region': 'eu-central-1' };
			server.fault({ times: 1, status: 301, code: 'PermanentRedirect', headers });
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
	},
	{
		name: 'requester pays is paid',
		given: bucket => {
			put(bucket, three);
			bucket.requesterPays = true;
		},
		then: { records: 3, errorCount: 0 },
		objects: { ok: 1 },
		source: { requesterPays: true },
	},
];

describe.each([
	{ kind: 'objects', cases: objectCases },
	{ kind: 'transport', cases: transportCases },
])('$kind', ({ cases }) => {
	test.each(cases)('$name', async ({ given, then, objects, reason, source, options }) => {
		const store = await aStore();
		given(server.bucket(bucketName));
		const s3 = open(source);
		try {
			const summary = await aTailer(s3, store.writer, options).tailer.once(never);
			expect(summary).toMatchObject(then);
			expect(summary.objects).toMatchObject(objects ?? {});
			expect((await store.records()).length).toBe(summary.records);
			if (reason) {
				const rows = [...store.writer.ledgerRange('object/', 'object0')];
				expect(rows.map(row => (row.value as { reason?: string }).reason ?? '').join('\n')).toMatch(
					reason,
				);
			}

			// Whatever happened, a second look counts nothing twice.
			server.clearFaults();
			const again = await aTailer(s3, store.writer, options).tailer.once(never);
			expect((await store.records()).length).toBe(summary.records + again.records);
			if (summary.objects.ok > 0 && summary.objects.gone + summary.objects.archived === 0) {
				expect(again.records).toBe(0);
			}
		} finally {
			await s3.close();
			await store.close();
		}
	});
});

describe('a source that cannot be read ends `once` with one line and the next step:', () => {
	const cases: readonly {
		readonly name: string;
		readonly given: (bucket: S3Bucket) => void;
		readonly code: string;
		readonly next: RegExp;
	}[] = [
		{
			name: 'no such bucket',
			given: () => server.fault({ status: 404, code: 'NoSuchBucket' }),
			code: 'no-bucket',
			next: /check the name/,
		},
		{
			name: 'a bucket that may not be listed',
			given: bucket => {
				bucket.denied = true;
			},
			code: 'denied',
			next: /s3:ListBucket/,
		},
		{
			name: 'an empty bucket',
			given: () => {},
			code: 'not-found',
			next: /prefix above AWSLogs/,
		},
		{
			name: 'a bucket without the folder that is asked for',
			given: bucket => void bucket.put('AWSLogs/111122223333/Config/us-east-1/x', 'x'),
			code: 'not-found',
			next: /accounts and regions/,
		},
		{
			name: 'keys that are refused',
			given: () => server.fault({ status: 403, code: 'InvalidAccessKeyId' }),
			code: 'credentials',
			next: /AWS_PROFILE/,
		},
	];
	test.each(cases)('$name', async ({ given, code, next }) => {
		const store = await aStore();
		given(server.bucket(bucketName));
		const s3 = open();
		try {
			await expect(aTailer(s3, store.writer).tailer.once(never)).rejects.toMatchObject({
				name: 'SourceError',
				code,
				next: expect.stringMatching(next),
			});
		} finally {
			await s3.close();
			await store.close();
		}
	});
});
