import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createExampleSource } from '../../source/example/example-source.ts';
import { shippedLayouts } from '../dashboard/layouts.ts';
import { runInProcess } from './run-in-process.ts';

const until = '2026-03-02T12:00:00.000Z';
const nowMs = Date.parse(until);
const bucket = 'trail';
const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let folder: string;
let home: string;
let server: Awaited<ReturnType<typeof startFauxqs>>;
let endpoint: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'same-trail-'));
	home = mkdtempSync(join(tmpdir(), 'same-trail-home-'));
	server = await startFauxqs({ port: 0, logger: false });
	endpoint = `http://127.0.0.1:${server.port}`;
	const client = new S3Client({
		endpoint,
		forcePathStyle: true,
		region: 'us-east-1',
		credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
	});
	await client.send(new CreateBucketCommand({ Bucket: bucket }));
	const source = createExampleSource({ seed: 5, nowMs, days: 1, recordsPerDay: 600 });
	const { signal } = new AbortController();
	for await (const page of source.list('', undefined, signal)) {
		for (const object of page) {
			const body = await source.get(object, signal);
			const file = join(folder, object.key);
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, body);
			await client.send(new PutObjectCommand({ Bucket: bucket, Key: object.key, Body: body }));
		}
	}

	client.destroy();
	Object.assign(process.env, credentials);
});

afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
	rmSync(home, { recursive: true, force: true });
});

interface Shown {
	readonly account: { readonly states: Readonly<Record<string, number>> };
	readonly panels: readonly { readonly id: string; readonly rows: readonly unknown[] }[];
}

async function show(...source: readonly string[]): Promise<string> {
	const ran = await runInProcess(
		[
			'show',
			'access',
			'--until',
			until,
			'--source-category',
			'AWS_EAGLE',
			'--format',
			'json',
			...source,
		],
		{ home, nowMs },
	);
	expect(ran.code, ran.err).toBe(0);
	return ran.out;
}

test('a bucket and a folder with the same objects give the same panels', async () => {
	const ofFolder = await show('--from', folder);
	const ofBucket = await show(
		'--from',
		`s3://${bucket}`,
		'--endpoint',
		endpoint,
		'--region',
		'us-east-1',
	);
	// A folder's listing also names the digests, which a bucket's leaves out as a folder.
	const { account: inFolder, ...shown } = JSON.parse(ofFolder) as Shown;
	const { account: inBucket, ...shownOfBucket } = JSON.parse(ofBucket) as Shown;
	expect(shownOfBucket).toEqual(shown);
	expect(inBucket.states.ok).toBe(inFolder.states.ok);
	const access = shippedLayouts().find(({ name }) => name === 'access');
	expect(shown.panels.map(panel => panel.id)).toEqual(access?.panels.map(({ id }) => id));
	expect(shown.panels.every(panel => panel.rows.length > 0)).toBe(true);
});

test('a second run on the same store doubles nothing', async () => {
	const store = join(home, 'store');
	const first = await show('--from', folder, '--store', store);
	const second = await show('--from', folder, '--store', store);
	expect(second).toBe(first);
	expect(first).toBe(await show('--from', folder));
	expect(readdirSync(store).length).toBeGreaterThan(0);
});
