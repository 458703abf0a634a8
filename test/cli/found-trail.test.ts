import { afterEach, beforeEach, expect, test } from 'vitest';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder } from '../../fixtures/a-store.ts';
import { TrailServer } from '../../fixtures/trail-server.ts';
import { aTrail } from '../ingest/trail-api/a-trail.ts';
import { aBucket, bucketName, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

let world: BucketWorld;
let trails: TrailServer;
let home: Awaited<ReturnType<typeof aFolder>>;
const { env } = process;
beforeEach(async () => {
	world = await aBucket();
	trails = await TrailServer.start();
	home = await aFolder();
	const file = join(home.path, 'credentials');
	await writeFile(
		file,
		'[audit]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret\n',
	);
	// As on a machine with two endpoints of its own: one server of S3, one of CloudTrail.
	const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...others } = env;
	process.env = {
		...others,
		AWS_SHARED_CREDENTIALS_FILE: file,
		AWS_CONFIG_FILE: join(home.path, 'none'),
		AWS_ENDPOINT_URL_S3: world.server.endpoint,
		AWS_ENDPOINT_URL_CLOUDTRAIL: trails.endpoint,
	};
});
afterEach(async () => {
	process.env = env;
	await world.stop();
	await trails.stop();
	await home.remove();
});

const query = (...argv: readonly string[]) =>
	runInProcess(['query', '* | count', '--format', 'ndjson', '--since', '1h', ...argv], {
		home: home.path,
		nowMs: bucketNowMs,
	});

test('a profile alone opens the best trail, and says which and how to choose another', async () => {
	world.put({ prefix: 'prod/' });
	trails.trails.push(
		aTrail('main', { S3BucketName: 'other-logs' }),
		aTrail('org', { IsOrganizationTrail: true, S3BucketName: bucketName, S3KeyPrefix: 'prod' }),
	);
	const ran = await query('--profile', 'audit');
	expect(ran.code, ran.err).toBe(0);
	expect(ran.out).toBe('{"_count":1}\n');
	expect(ran.err).toBe(
		`trailtop: opened trail org; \`trailtop init\` chooses another of 2; org: s3://${bucketName}/prod, organisation, all regions, home eu-west-1, digests on; others: main (--from s3://other-logs)\n`,
	);
});

test('five other trails are named, and more are counted', async () => {
	world.put();
	trails.trails.push(
		...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(name =>
			aTrail(name, { S3BucketName: bucketName }),
		),
	);
	const ran = await query('--profile', 'audit');
	expect(ran.err).toContain(`f (--from s3://${bucketName}) and 2 more\n`);
	expect(ran.err).not.toContain('g (');
});

test('a trail that cannot be used is no reason to say that there is none, or only one', async () => {
	trails.trails.push(aTrail('old', { S3BucketName: 'Old_Logs' }));
	const none = await query('--profile', 'audit');
	expect(none.code).toBe(3);
	expect(none.err).toContain(
		'the account of --profile audit has 1 trail with a bucket, prefix or region of no known form; name the bucket with --from s3://bucket, or',
	);
	world.put();
	trails.trails.push(aTrail('new', { S3BucketName: bucketName }));
	const one = await query('--profile', 'audit');
	expect(one.code, one.err).toBe(0);
	expect(one.err).toContain('opened trail new, the only one of 2 that can be used; ');
});

test('a bucket that may not be read is told, with the way that needs none', async () => {
	trails.trails.push(aTrail('org', { S3BucketName: bucketName }));
	world.bucket.denied = true;
	const ran = await query('--profile', 'audit');
	expect(ran.code).toBe(3);
	expect(ran.err).toMatch(/allow s3:ListBucket on arn:aws:s3:::trail-logs/);
	expect(ran.err).toMatch(/the trail org delivers there; .*--from lookup\n$/);
});

test.each([
	{ name: 'there is no trail', code: undefined, says: /no trail logs the account .*--from lookup/ },
	{
		name: 'the call is denied',
		code: 'AccessDeniedException',
		says: /allow cloudtrail:DescribeTrails on \*, or name its bucket with --from s3:\/\/bucket/,
	},
])('when $name, it is told what to do', async ({ code, says }) => {
	if (code !== undefined) {
		trails.fault({ code });
	}

	const ran = await query('--profile', 'audit');
	expect(ran.code).toBe(3);
	expect(ran.err).toMatch(says);
});

test('a configuration, a source or no profile is as before: CloudTrail is not asked', async () => {
	world.put();
	const named = await query('--profile', 'audit', '--from', `s3://${bucketName}`);
	expect(named.code, named.err).toBe(0);
	const example = await query('--until', '2026-03-01');
	expect(example.code, example.err).toBe(0);
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await mkdir(join(home.path, 'logs'));
	await writeFile(
		join(home.path, '.config/trailtop/config.yaml'),
		'environments:\n  lab:\n    source: { folder: ./logs }\n',
	);
	await query('--profile', 'audit');
	expect(trails.requests).toEqual([]);
});
