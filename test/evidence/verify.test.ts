import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { anObject, startMs } from '../../fixtures/records.ts';
import { SignedTrail } from '../../fixtures/signed-trail.ts';
import { aBucket, bucketName } from '../cli/a-bucket.ts';
import type { BucketWorld } from '../cli/a-bucket.ts';
import { runInProcess } from '../cli/run-in-process.ts';

const hourMs = 3_600_000;
const nowMs = startMs + 7 * hourMs;
let world: BucketWorld;
let trail: SignedTrail;
let home: Awaited<ReturnType<typeof aFolder>>;

beforeEach(async () => {
	world = await aBucket();
	home = await aFolder();
	trail = new SignedTrail(world.bucket, bucketName);
	for (let hour = 0; hour < 6; hour++) {
		if (hour === 3) {
			trail.rotate();
		}

		trail.hour(hour, { logCount: hour === 2 ? 0 : 2 });
	}

	await writeFile(join(home.path, 'keys.json'), trail.publicKeyList());
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const verify = (...argv: readonly string[]) =>
	runInProcess(['verify', '--keys', 'keys.json', '--since', '7h', ...world.flags(), ...argv], {
		home: home.path,
		nowMs,
	});

test('a clean trail is proven', async () => {
	const ran = await verify();
	expect(ran.out).toContain('digests  6 of 6 valid');
	expect(ran.out).toContain('logs     10 of 10 as they were delivered');
	expect(ran.out).toContain('covered  111122223333 us-east-1: 6 of 7 h');
	expect(ran.out).toMatch(/everything is proven\n$/);
	expect(ran.code).toBe(0);
});

const body = (key: string) => world.bucket.objects.get(key)?.body ?? Buffer.alloc(0);
const headers = (key: string) => ({ headers: world.bucket.objects.get(key)?.headers ?? {} });
const attacks: readonly {
	readonly name: string;
	readonly attack: () => unknown;
	readonly codes: readonly string[];
}[] = [
	{
		name: 'a log deleted',
		attack: () => world.bucket.delete(trail.logKeys[4] ?? ''),
		codes: ['log-missing'],
	},
	{
		name: 'a log edited',
		attack: () => world.bucket.put(trail.logKeys[4] ?? '', gzipSync('{"Records":[]}')),
		codes: ['log-changed'],
	},
	{
		name: 'a second member behind a log',
		attack: () => {
			const key = trail.logKeys[4] ?? '';
			world.bucket.put(key, Buffer.concat([body(key), gzipSync('{"Records":[]}')]));
		},
		codes: ['log-changed'],
	},
	{
		name: 'a log planted',
		attack: () => {
			const { key, body: planted } = anObject(undefined, { stampMs: startMs + 900_000 });
			world.bucket.put(key, planted, { lastModifiedMs: startMs + 960_000 });
		},
		codes: ['log-unvouched'],
	},
	{
		name: 'a digest deleted',
		attack: () => world.bucket.delete(trail.digestKeys[2] ?? ''),
		codes: ['digest-missing'],
	},
	{
		name: 'a digest edited',
		attack: () => {
			const key = trail.digestKeys[1] ?? '';
			const digest = JSON.parse(gunzipSync(body(key)).toString()) as { logFiles: unknown[] };
			digest.logFiles.pop();
			world.bucket.put(key, gzipSync(JSON.stringify(digest)), headers(key));
		},
		codes: ['digest-invalid'],
	},
	{
		name: 'a digest in the place of another',
		attack: () => {
			const key = trail.digestKeys[5] ?? '';
			const other = trail.digestKeys[4] ?? '';
			world.bucket.put(key, body(other), headers(other));
		},
		codes: ['digest-invalid'],
	},
];

test.each(attacks)('$name', async ({ attack, codes }) => {
	attack();
	const ran = await verify('--format', 'json');
	expect(ran.code, ran.out).toBe(3);
	const report = JSON.parse(ran.out) as {
		readonly flaws: readonly { readonly code: string; readonly severity: string }[];
	};
	const found = report.flaws.filter(({ severity }) => severity === 'alarm');
	expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
	expect((await verify()).out).toContain(`ALARM ${codes[0] ?? ''}: `);
});

test('what was ingested need not be fetched again', async () => {
	const store = join(home.path, 'store');
	const fetched = () => world.server.requests.filter(({ op }) => op === 'get').length;
	const ran = await verify('--store', store);
	expect(ran.code, ran.out).toBe(0);
	expect(fetched()).toBe(6 + 10);
});

test('a trail without digests is not proven, and nothing is wrong with it', async () => {
	await putFiles(join(home.path, 'logs'), [anObject()]);
	const ran = await runInProcess(['verify', '--keys', 'keys.json', '--from', './logs'], {
		home: home.path,
		nowMs,
	});
	expect(ran.code, ran.err).toBe(1);
	expect(ran.out).toContain('note not-covered: 1');
	expect(ran.out).toMatch(/nothing is wrong, but not everything is proven\n$/);
});

test.each([
	{ name: 'no keys', content: undefined, said: /list-public-keys/ },
	{ name: 'no JSON', content: 'keys', said: /is no JSON/ },
	{ name: 'another document', content: '{}', said: /no public key/ },
	{
		name: 'damaged keys',
		content: '{"PublicKeyList":[{"Value":"AAAA","Fingerprint":"f"}]}',
		said: /no public key/,
	},
])('$name is said', async ({ content, said }) => {
	if (content !== undefined) {
		await writeFile(join(home.path, 'bad.json'), content);
	}

	const argv = content === undefined ? [] : ['--keys', 'bad.json'];
	const ran = await runInProcess(['verify', ...argv, ...world.flags()], {
		home: home.path,
		nowMs,
	});
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(said);
});
