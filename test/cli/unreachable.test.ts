import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interceptLocalhostDns } from 'fauxqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { aBucket, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

let world: BucketWorld;
let home: string;

beforeEach(async () => {
	world = await aBucket();
	home = await mkdtemp(join(tmpdir(), 'trailtop-away-'));
	vi.stubEnv('AWS_CONFIG_FILE', join(home, 'config'));
	vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, 'credentials'));
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await world.stop();
	await rm(home, { recursive: true });
});

const query = (...flags: readonly string[]) =>
	runInProcess(['query', '* | count', ...flags], { home, nowMs: bucketNowMs });

test('a profile that is not there is told, with those that are and nothing of their content', async () => {
	await writeFile(
		join(home, 'config'),
		'[default]\nregion = x\n[profile audit]\ncredential_process = secret-word\n[sso-session s]\n',
	);
	await writeFile(
		join(home, 'credentials'),
		'[old]\naws_access_key_id = AKIASECRET\naws_secret_access_key = secret-word\n',
	);
	const ran = await query(...world.flags(), '--profile', 'nope');
	expect(ran.code).toBe(3);
	expect(ran.err).toBe(
		`trailtop: there is no profile "nope" in ${home}/config or ${home}/credentials; give --profile one of default, audit, old\n`,
	);
	expect(world.server.requests).toEqual([]);
});

test('where there is no profile at all, it is said how to write one', async () => {
	const ran = await query(...world.flags(), '--profile', 'nope');
	expect(ran.err).toContain('these files name no profile; write one with `aws configure');
});

test('of very many profiles twenty are named', async () => {
	const sections = Array.from({ length: 23 }, (_item, index) => `[profile p${index}]\n`);
	await writeFile(join(home, 'config'), sections.join(''));
	expect((await query(...world.flags(), '--profile', 'nope')).err).toMatch(/p19, and 3 more\n$/);
});

test('what a credential_process says on stderr is told, and neither its output nor its command', async () => {
	await writeFile(
		join(home, 'fail.sh'),
		`echo output-secret; printf 'vault: \\033[31msealed\\nlog in %s' "${'x'.repeat(500)}" >&2; exit 3\n`,
	);
	await writeFile(
		join(home, 'config'),
		`[profile p]\ncredential_process = /bin/sh ${home}/fail.sh --token command-secret\n`,
	);
	const { code, err } = await query(...world.flags(), '--profile', 'p');
	expect(code).toBe(3);
	expect(err).toMatch(
		/^trailtop: the credential_process of the profile "p" gave no credentials: vault: \\x1b\[31msealed log in x+; run its command .*\n$/,
	);
	expect(err).not.toMatch(/secret/);
	expect(err.match(/vault.*x/)?.[0].length).toBe(300);
});

test('a credential_process that fails without a word is told as such', async () => {
	await writeFile(join(home, 'config'), '[profile p]\ncredential_process = /bin/false\n');
	expect((await query(...world.flags(), '--profile', 'p')).err).toContain(
		'"p" gave no credentials: it failed without a word; run',
	);
});

test('an access point is asked by its host name, and not at an address', async () => {
	const point = 'arn:aws:s3:eu-west-1:111122223333:accesspoint/x';
	const restoreDns = interceptLocalhostDns();
	try {
		const endpoint = world.server.endpoint;
		const refused = await query('--from', `s3://${point}`, '--endpoint', endpoint);
		expect(refused).toMatchObject({
			code: 2,
			err: expect.stringMatching(/--endpoint needs a name and no address/),
		});

		const byName = endpoint.replace('127.0.0.1', 'localhost');
		const object = anObject([aRecord()], { prefix: 'team/' });
		world.server.bucket('x-111122223333').put(object.key, object.body);
		const ran = await query('--from', `s3://${point}/team`, '--endpoint', byName);
		expect(ran).toMatchObject({ code: 0, err: '' });
		expect(world.server.requests.at(-1)).toMatchObject({ op: 'get', key: object.key });
	} finally {
		restoreDns();
	}
});

test('an address of the web is answered with the right form', async () => {
	const ran = await query('--from', 'https://logs.s3.eu-west-1.amazonaws.com/team');
	expect(ran).toMatchObject({
		code: 2,
		err: expect.stringContaining('write --from s3://logs/team --bucket-region eu-west-1'),
	});
});
