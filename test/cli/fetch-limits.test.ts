import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { aBucket, bucketName, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

const accounts = ['111122223333', '444455556666', '777788889999'];
const regions = ['us-east-1', 'eu-west-1'];
let world: BucketWorld;
let home: string;

beforeEach(async () => {
	world = await aBucket();
	home = await mkdtemp(join(tmpdir(), 'trailtop-limits-'));
	for (const account of accounts) {
		for (const region of regions) {
			for (let index = 0; index < 2; index++) {
				const record = aRecord({ recipientAccountId: account, awsRegion: region });
				const object = anObject([record], { account, region });
				world.bucket.put(object.key, object.body, { lastModifiedMs: startMs + 240_000 });
			}
		}
	}
});
afterEach(async () => {
	await world.stop();
	await rm(home, { recursive: true });
});

/** What was fetched: the accounts and regions of the objects, and the prefixes listed below them. */
function asked() {
	const gets = world.server.requests.filter(({ op }) => op === 'get');
	const named = (names: readonly string[]) =>
		names.filter(name => world.server.requests.some(({ key }) => key.includes(`/${name}/`)));
	return { gets: gets.length, accounts: named(accounts), regions: named(regions) };
}

const query = (...flags: readonly string[]) =>
	runInProcess(['query', '* | count', ...world.flags(), '--format', 'csv', ...flags], {
		home,
		nowMs: bucketNowMs,
	});

test.each([
	{ name: 'nothing', flags: [], gets: 12, accounts, regions },
	{
		name: 'an account',
		flags: ['--account', accounts[1]!],
		gets: 4,
		accounts: [accounts[1]],
		regions,
	},
	{ name: 'a region', flags: ['--region', 'eu-west-1'], gets: 6, accounts, regions: ['eu-west-1'] },
	{ name: 'all but one', flags: ['--account', `!${accounts[0]}`], gets: 12, accounts, regions },
	{
		name: 'both',
		flags: ['--account', accounts[0]!, '--account', accounts[2]!, '--region', 'us-east-1'],
		gets: 4,
		accounts: [accounts[0], accounts[2]],
		regions: ['us-east-1'],
	},
])('$name on the command line limits what is listed and fetched', async expected => {
	const ran = await query(...expected.flags);
	expect(ran).toMatchObject({ code: 0, err: '' });
	const { gets, accounts: ofAccounts, regions: ofRegions } = expected;
	expect(asked()).toEqual({ gets, accounts: ofAccounts, regions: ofRegions });
});

test('a kept store that was filled for one account is completed for all', async () => {
	const store = ['--store', join(home, 'store')];
	const first = await query('--account', accounts[0]!, ...store);
	const all = await query(...store);
	expect([first.out, all.out]).toEqual(['_count\r\n4\r\n', '_count\r\n12\r\n']);
	expect(asked().gets).toBe(12);
});

test('the configuration limits what is fetched of a source', async () => {
	const source = [
		`bucket: ${bucketName}`,
		'region: us-east-1',
		`endpoint: '${world.server.endpoint}'`,
		'path_style: true',
		`accounts: ['${accounts[0]}', '${accounts[1]}']`,
		'regions: [eu-west-1]',
	].join(', ');
	await mkdir(join(home, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home, '.config/trailtop/config.yaml'),
		`environments:\n  org:\n    source: { ${source} }\n    accounts: { '${accounts[1]}': audit, '${accounts[2]}': other }\n`,
	);
	const ingest = (...flags: readonly string[]) =>
		runInProcess(['ingest', '--once', '--env', 'org', '--since', '2d', ...flags], {
			home,
			nowMs: bucketNowMs,
		});
	// By its alias; what the flag names is fetched alone.
	expect(await ingest('--account', 'audit')).toMatchObject({ code: 0, err: '' });
	expect(asked()).toEqual({ gets: 2, accounts: [accounts[1]], regions: ['eu-west-1'] });
	expect(await ingest()).toMatchObject({ code: 0, err: '' });
	expect(asked()).toEqual({
		gets: 4,
		accounts: [accounts[0], accounts[1]],
		regions: ['eu-west-1'],
	});
});
