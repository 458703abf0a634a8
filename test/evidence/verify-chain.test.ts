import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import type { S3Bucket } from '../../fixtures/s3-bucket.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { SignedTrail } from '../../fixtures/signed-trail.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { S3Source } from '../../source/ingest/s3-source.ts';
import { verify } from '../../source/evidence/verify/verify.ts';
import { readPublicKeys } from '../../source/trail/public-keys.ts';
import type { VerifyRequest } from '../../source/evidence/verify/request.ts';
import type { VerifyReport } from '../../source/evidence/verify/flaws.ts';
import type { FlawCode } from '../../source/ingest/proof/flaw.ts';

const hourMs = 3_600_000;
const never = new AbortController().signal;
let server: S3Server;
let bucket: S3Bucket;
let trail: SignedTrail;
let name = '';
let count = 0;

beforeAll(async () => {
	server = await S3Server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
	name = `signed-${count++}`;
	bucket = server.bucket(name);
	trail = new SignedTrail(bucket, name);
	trail.hour(0);
	trail.hour(1);
	// Keys rotate, and an hour without a log has a digest all the same.
	trail.rotate();
	trail.hour(2, { logCount: 0 });
	trail.hour(3);
});

async function run(more: Partial<VerifyRequest> = {}): Promise<VerifyReport> {
	const source = new S3Source({
		bucket: name,
		prefix: '',
		region: 'us-east-1',
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
	try {
		return await verify(
			{
				source,
				bucket: name,
				publicKeys: readPublicKeys(trail.publicKeyList()),
				sinceMs: startMs,
				untilMs: startMs + 4 * hourMs,
				...more,
			},
			never,
		);
	} finally {
		await source.close();
	}
}

const body = (key: string): Buffer => bucket.objects.get(key)!.body;
const rewrite = (key: string, bytes: Uint8Array): void => {
	const { headers, lastModifiedMs } = bucket.objects.get(key)!;
	bucket.put(key, bytes, { headers, lastModifiedMs });
};

test('a clean trail is proven whole', async () => {
	expect(await run()).toMatchObject({
		digestCount: 4,
		validDigestCount: 4,
		logCount: 6,
		validLogCount: 6,
		flaws: [],
	});
});

test('a log that is compressed anew is still the same log', async () => {
	const key = trail.logKeys[0]!;
	rewrite(key, gzipSync(gunzipSync(body(key)), { level: 1 }));
	expect((await run()).flaws).toEqual([]);
});

test('what was ingested is not downloaded again', async () => {
	const hashes = new Map<string, string>();
	await run({ knownHash: key => hashes.get(key) });
	server.requests.length = 0;
	const { createHash } = await import('node:crypto');
	for (const key of trail.logKeys) {
		hashes.set(
			key,
			createHash('sha256')
				.update(gunzipSync(body(key)))
				.digest('hex'),
		);
	}

	expect(await run({ knownHash: key => hashes.get(key) })).toMatchObject({ validLogCount: 6 });
	expect(server.count('get')).toBe(4);
});

const attacks: readonly {
	readonly name: string;
	readonly attack: () => void;
	readonly codes: readonly FlawCode[];
}[] = [
	{
		name: 'a log is deleted',
		attack: () => bucket.delete(trail.logKeys[1]!),
		codes: ['log-missing'],
	},
	{
		name: 'a log is edited',
		attack: () => rewrite(trail.logKeys[1]!, gzipSync('{"Records":[]}')),
		codes: ['log-changed'],
	},
	{
		name: 'a log is cut',
		attack: () => rewrite(trail.logKeys[1]!, body(trail.logKeys[1]!).subarray(0, 100)),
		codes: ['log-changed'],
	},
	{
		name: 'a gzip member is appended to a log',
		attack: () =>
			rewrite(trail.logKeys[1]!, Buffer.concat([body(trail.logKeys[1]!), gzipSync('{}')])),
		codes: ['log-changed'],
	},
	{
		name: 'a log is planted',
		attack: () => {
			const planted = anObject([aRecord()], { stampMs: startMs + hourMs + 300_000 });
			bucket.put(planted.key, planted.body, { lastModifiedMs: startMs + hourMs + 400_000 });
		},
		codes: ['log-unvouched'],
	},
	{
		name: 'a digest is deleted',
		attack: () => bucket.delete(trail.digestKeys[1]!),
		codes: ['digest-missing', 'hours-missing'],
	},
	{
		name: 'a digest is edited',
		attack: () => {
			const key = trail.digestKeys[1]!;
			const text = gunzipSync(body(key))
				.toString()
				.replace('"awsAccountId":"1', '"awsAccountId":"2');
			rewrite(key, gzipSync(text));
		},
		codes: ['digest-invalid'],
	},
	{
		name: 'a digest loses its signature',
		attack: () => bucket.put(trail.digestKeys[1]!, body(trail.digestKeys[1]!)),
		codes: ['digest-invalid'],
	},
	{
		name: 'a digest is moved over another',
		attack: () => {
			const { headers } = bucket.objects.get(trail.digestKeys[0]!)!;
			bucket.put(trail.digestKeys[1]!, body(trail.digestKeys[0]!), { headers });
		},
		codes: ['digest-invalid'],
	},
	{
		name: 'the chain starts anew',
		attack: () => void trail.hour(4, { restart: true }),
		codes: ['chain-restarted'],
	},
	{
		name: 'an hour has no digest',
		attack: () => void trail.hour(5),
		codes: ['hours-missing'],
	},
];

test.each(attacks)('$name: it is found', async ({ attack, codes }) => {
	attack();
	const { flaws } = await run({ untilMs: startMs + 8 * hourMs });
	expect([...new Set(flaws.map(flaw => flaw.code))]).toEqual(codes);
});

test('an unknown key proves nothing and says so', async () => {
	const { flaws } = await run({ publicKeys: new Map() });
	expect(flaws).toHaveLength(4);
	expect(flaws[0]).toMatchObject({
		code: 'digest-invalid',
		detail: expect.stringContaining('key-unknown'),
	});
});

test('a folder is verified too; only its newest digest lacks a signature', async () => {
	const folder = await aFolder();
	await putFiles(
		folder.path,
		[...bucket.objects].map(([key, object]) => ({ key, body: object.body, text: '' })),
	);
	const report = await run({ source: new FolderSource(folder.path), bucket: undefined });
	await folder.remove();
	expect(report).toMatchObject({
		digestCount: 4,
		validDigestCount: 3,
		validLogCount: 4,
		alarmCount: 0,
		flaws: [{ code: 'digest-unproven', key: trail.digestKeys[3] }],
	});
});
