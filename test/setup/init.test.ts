import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { anObject, aRecord, startMs } from '../../fixtures/records.ts';
import { TrailServer } from '../../fixtures/trail-server.ts';
import { withPrefix } from '../../source/cli/init.ts';
import { offeredMax } from '../../source/setup/init/offer-trails.ts';
import { aTrail } from '../ingest/trail-api/a-trail.ts';
import { aBucket, bucketName, bucketNowMs } from '../cli/a-bucket.ts';
import type { BucketWorld } from '../cli/a-bucket.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import type { World } from '../cli/run-in-process.ts';

let world: BucketWorld;
let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	world = await aBucket();
	home = await aFolder();
});
afterEach(async () => {
	await world.stop();
	await home.remove();
});

const init = (argv: readonly string[], more: Partial<World> = {}) =>
	runInProcess(['init', ...argv], { home: home.path, nowMs: bucketNowMs, ...more });
const configFile = () => join(home.path, '.config/trailtop/config.yaml');
const config = async () => parse(await readFile(configFile(), 'utf8')) as unknown;
const endpoint = () => ['--endpoint', world.server.endpoint];

test('--yes asks nothing, tries everything, and writes', async () => {
	world.put({ prefix: 'prod/' });
	world.put({ prefix: 'prod/', account: '444455556666' });
	const ran = await init([
		...['--yes', '--name', 'prod', '--bucket', bucketName, '--region', 'us-east-1'],
		...endpoint(),
	]);
	expect(ran.code, ran.err).toBe(0);
	expect(ran.err).toContain('2 accounts, 1 region, 2 prefixes');
	expect(ran.err).toMatch(/since 24h: 2 objects, .*about 1s, \$0\.00 at most/);
	expect(ran.out).toBe(`added environment prod in ${configFile()}\nrun: trailtop\n`);
	expect(await config()).toEqual({
		environments: {
			prod: {
				source: {
					bucket: bucketName,
					region: 'us-east-1',
					endpoint: world.server.endpoint,
					path_style: true,
					// Found out, and written down so that nothing else is looked into.
					prefix: 'prod',
				},
				since: '24h',
			},
		},
		default: 'prod',
	});
	expect((await stat(configFile())).mode & 0o777).toBe(0o600);
	expect(await readdir(join(home.path, '.config/trailtop'))).toEqual(['config.yaml']);
	const query = await runInProcess(['ingest', '--once'], { home: home.path, nowMs: bucketNowMs });
	expect(query.code, query.err).toBe(0);
	expect(JSON.parse(query.out)).toMatchObject({ records: 2 });
});

test('a person is asked, and asked again', async () => {
	world.put();
	const asked: string[] = [];
	const answers = ['my trail', 'prod', '', `s3://${bucketName}`, 'role', '', '', '7d'];
	const ran = await init(['--region', 'us-east-1', ...endpoint()], { answers, asked });
	expect(ran.code, ran.err).toBe(0);
	expect(asked.map(question => question.slice(0, 40))).toEqual([
		'Name of the environment [trail]: ',
		'letters, digits, dots, dashes and unders',
		'Profile of ~/.aws/config (empty: none): ',
		'Where the trail lies: a bucket, s3://buc',
		'Role to assume, its ARN (empty: none): ',
		'a role’s ARN begins with arn:. Role to a',
		'What stands before AWSLogs/ (empty: look',
		'How far back to fetch at first (24h, 7d,',
	]);
	expect(await config()).toMatchObject({
		environments: { prod: { source: { bucket: bucketName }, since: '7d' } },
	});
});

describe('a person is offered the trails that CloudTrail knows', () => {
	let trails: TrailServer;
	beforeEach(async () => {
		trails = await TrailServer.start();
		world.put({ prefix: 'prod/' });
		process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'] = trails.endpoint;
		process.env['AWS_ENDPOINT_URL_S3'] = world.server.endpoint;
	});
	afterEach(async () => {
		delete process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'];
		delete process.env['AWS_ENDPOINT_URL_S3'];
		await trails.stop();
	});

	test('and chooses by number', async () => {
		trails.trails.push(
			aTrail('here', { S3BucketName: bucketName, S3KeyPrefix: 'prod', HomeRegion: 'us-east-1' }),
			aTrail('org', { S3BucketName: 'org-logs', IsOrganizationTrail: true }),
		);
		const asked: string[] = [];
		const answers = ['prod', '', '3', '2', '', '24h', 'maybe', ''];
		const ran = await init(['--region', 'us-east-1'], { answers, asked });
		expect(ran.code, ran.err).toBe(0);
		expect(ran.err).toContain(
			`  1  org: s3://org-logs, organisation, all regions, home eu-west-1, digests on
  2  here: s3://${bucketName}/prod, this account, all regions, home us-east-1, digests on
`,
		);
		expect(asked.slice(2)).toEqual([
			'Which trail: 1 to 2, or a bucket, s3://bucket/prefix, a folder, or lookup [1]: ',
			'the trails have the numbers 1 to 2. Which trail: 1 to 2, or a bucket, s3://bucket/prefix, a folder, or lookup [1]: ',
			'Role to assume, its ARN (empty: none): ',
			'How far back to fetch at first (24h, 7d, a date) [24h]: ',
			'Check its signed digests as they are delivered, for a few requests an hour and region (live, off) [live]: ',
			'live or off. Check its signed digests as they are delivered, for a few requests an hour and region (live, off) [live]: ',
		]);
		expect(await config()).toMatchObject({
			environments: {
				prod: {
					source: { bucket: bucketName, prefix: 'prod', region: 'us-east-1' },
					verify: 'live',
				},
			},
		});
	});

	test('or looks events up, without any bucket', async () => {
		trails.trails.push(aTrail('org', { S3BucketName: 'org-logs' }));
		trails.clock = () => bucketNowMs;
		const json = JSON.stringify(aRecord());
		trails.events.set('us-east-1', [{ timeMs: startMs, json }]);
		const answers = ['prod', '', 'lookup', '24h'];
		const ran = await init(['--region', 'us-east-1'], { answers });
		expect(ran.code, ran.err).toBe(0);
		expect(ran.err).toContain('1 account, 1 region, 1 prefix');
		expect(await config()).toEqual({
			environments: {
				prod: { source: { lookup: true, regions: ['us-east-1'] }, since: '24h' },
			},
			default: 'prod',
		});
		const ingest = await runInProcess(['ingest', '--once', '--since', '1h'], {
			home: home.path,
			nowMs: bucketNowMs,
		});
		expect(ingest.code, ingest.err).toBe(0);
		expect(JSON.parse(ingest.out)).toMatchObject({ records: 1 });
	});

	test('or names a bucket instead', async () => {
		trails.trails.push(aTrail('org', { S3BucketName: 'org-logs' }));
		const answers = ['prod', '', bucketName, '', '', '24h'];
		const ran = await init(['--region', 'us-east-1'], { answers });
		expect(ran.code, ran.err).toBe(0);
		expect(await config()).toMatchObject({
			environments: { prod: { source: { bucket: bucketName, prefix: 'prod' } } },
		});
	});

	test('of many, twenty; the others are counted', async () => {
		for (let index = 0; index < offeredMax + 2; index++) {
			trails.trails.push(aTrail(`t${index}`));
		}

		const ran = await init(['--region', 'us-east-1'], { answers: ['prod', ''] });
		expect(ran.err).toContain('\n 20  t');
		expect(ran.err).not.toContain('\n 21  t');
		expect(ran.err).toContain('     and 2 more\n');
	});

	test.each([
		{ name: 'there is none', code: undefined, says: /CloudTrail knows no trail of this account/ },
		{
			name: 'the call is denied',
			code: 'AccessDeniedException',
			says: /not found by asking: .*; allow cloudtrail:DescribeTrails on \*; name the bucket by hand/,
		},
	])('and names the bucket by hand when $name', async ({ code, says }) => {
		if (code !== undefined) {
			trails.fault({ code });
		}

		const asked: string[] = [];
		const answers = ['prod', '', bucketName, '', '', '24h'];
		const ran = await init(['--region', 'us-east-1'], { answers, asked });
		expect(ran.code, ran.err).toBe(0);
		expect(ran.err).toMatch(says);
		expect(asked[2]).toBe(
			'Where the trail lies: a bucket, s3://bucket/prefix, a folder, or lookup: ',
		);
	});
});

test('what is there stays, comments too', async () => {
	world.put();
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	const before = `# mine
time_zone: Europe/Berlin # where we sit
default: lab
environments:
  lab: # the old one
    source: { folder: /srv/logs }
  prod:
    source: { bucket: old-logs }
    retention_days: 30 # law
`;
	await writeFile(configFile(), before);
	const flags = ['--bucket', bucketName, '--region', 'us-east-1', ...endpoint()];
	const ran = await init(['--yes', '--name', 'prod', ...flags]);
	expect(ran.code, ran.err).toBe(0);
	expect(ran.out).toContain('changed the source of environment prod');
	expect(ran.out).toContain('run: trailtop --env prod\n');
	const after = await readFile(configFile(), 'utf8');
	for (const kept of ['# mine', '# where we sit', '# the old one', 'retention_days: 30 # law']) {
		expect(after).toContain(kept);
	}

	expect(after).not.toContain('old-logs');
	expect((await init(['--yes', '--name', 'more', ...flags])).code).toBe(0);
	expect(
		Object.keys(
			(parse(await readFile(configFile(), 'utf8')) as { environments: object }).environments,
		),
	).toEqual(['lab', 'prod', 'more']);
});

test('what does not work is not written', async () => {
	world.put();
	world.bucket.denied = true;
	const flags = ['--bucket', bucketName, '--region', 'us-east-1', ...endpoint()];
	const ran = await init(['--yes', ...flags]);
	expect(ran.code).toBe(3);
	expect(ran.err).toContain('"s3:ListBucket"');
	await expect(stat(configFile())).rejects.toThrow('ENOENT');
	const refused = await init(['--since', '24h', '--name', 'a', ...flags], {
		answers: ['', '', '', 'n'],
	});
	expect(refused.code).toBe(3);
	const wanted = await init(['--since', '24h', '--name', 'a', ...flags], {
		answers: ['', '', '', 'y'],
	});
	expect(wanted.code, wanted.err).toBe(0);
	expect(await config()).toMatchObject({ default: 'a' });
});

test('a folder is a source too; the forecast says when the range holds nothing', async () => {
	await putFiles(join(home.path, 'logs'), [anObject()]);
	const ran = await init(['--yes', '--from', './logs', '--since', '1h'], {
		nowMs: bucketNowMs + 40 * 86_400_000,
	});
	expect(ran.code, ran.err).toBe(0);
	expect(ran.err).toMatch(/since 1h: 0 objects.*one of 2026-03-01T12:00:00.000Z was found/);
	expect(await config()).toMatchObject({
		environments: { trail: { source: { folder: join(home.path, 'logs') } } },
	});
});

test.each([
	{ name: 'no terminal, no --yes', argv: [], said: /use --yes/, code: 2 },
	{ name: 'nothing to read', argv: ['--yes'], said: /needs --bucket NAME/, code: 2 },
	{
		name: 'a bad bucket',
		argv: ['--yes', '--bucket', 'A_b'],
		said: /no name of a bucket/,
		code: 2,
	},
	{
		name: 'a bad since',
		argv: ['--yes', '--from', './x', '--since', 'soon'],
		said: /--since/,
		code: 2,
	},
	{
		name: 'a bad name',
		argv: ['--yes', '--from', './x', '--name', 'a b'],
		said: /--name/,
		code: 2,
	},
])('$name is refused', async ({ argv, said, code }) => {
	const ran = await init(argv);
	expect(ran.code).toBe(code);
	expect(ran.err).toMatch(said);
});

test('ctrl-d writes nothing', async () => {
	const ran = await init([], { answers: ['prod'] });
	expect(ran.code).toBe(130);
	await expect(stat(configFile())).rejects.toThrow('ENOENT');
});

test('a configuration that cannot be read is not touched', async () => {
	await mkdir(join(home.path, '.config/trailtop'), { recursive: true });
	await writeFile(configFile(), 'environments:\n  prod:\n    sauce: {}\n');
	const ran = await init(['--yes', '--from', './x']);
	expect(ran.code).toBe(2);
	expect(ran.err).toContain('config.yaml:3:environments.prod.sauce');
	expect(await readFile(configFile(), 'utf8')).toContain('sauce');
});

test('only a prefix that is the only one is written down', () => {
	const listed = (prefix: string) => ({
		prefix,
		account: undefined,
		org: undefined,
		region: undefined,
		folder: undefined,
	});
	const probed = (...prefixes: readonly string[]) => ({
		discovered: {
			prefixes: prefixes.map(prefix => listed(`${prefix}AWSLogs/111122223333/CloudTrail/x/`)),
			leftFolders: {},
			complete: true,
			hasLayout: true,
		},
		object: undefined,
	});
	const source = { bucket: 'logs' };
	expect(withPrefix(source, probed('a/b/', 'a/b/'))).toEqual({ bucket: 'logs', prefix: 'a/b' });
	expect(withPrefix(source, probed('a/', 'b/'))).toEqual(source);
	expect(withPrefix(source, probed(''))).toEqual(source);
	expect(withPrefix({ ...source, prefix: 'mine' }, probed('a/'))).toEqual({
		bucket: 'logs',
		prefix: 'mine',
	});
});
