import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aRecord, objectKey } from '../../fixtures/records.ts';
import { aBucket, bucketName, bucketNowMs } from './a-bucket.ts';
import type { BucketWorld } from './a-bucket.ts';
import { runInProcess } from './run-in-process.ts';

const insight = {
	eventVersion: '1.09',
	eventTime: '2026-03-01T12:00:00Z',
	awsRegion: 'us-east-1',
	eventID: '456f8b0e-b9d5-4823-a26e-ae0e7fa49b48',
	eventType: 'AwsCloudTrailInsight',
	recipientAccountId: '111122223333',
	insightDetails: { state: 'Start', eventName: 'CreateUser', insightType: 'ApiCallRateInsight' },
	eventCategory: 'Insight',
};
const network = aRecord({
	eventType: 'AwsVpceEvents',
	eventCategory: 'NetworkActivity',
	errorCode: 'VpceAccessDenied',
});
/** A summary has an id of another name, and a window in place of a time. */
const summary = {
	eventId: 'a',
	accountId: '111122223333',
	timeWindow: { windowStart: '2026-03-01T11:55:00Z', windowEnd: '2026-03-01T12:00:00Z' },
	summary: { primaryDimension: { dimension: 'resourceARN' }, details: [] },
	eventCategory: 'Aggregated',
};
const objects = [
	['CloudTrail', aRecord({ eventCategory: 'Data' })],
	['CloudTrail-Insight', insight],
	['CloudTrail-NetworkActivity', network],
	['CloudTrail-Aggregated', summary],
	['CloudTrail-Digest', { logFiles: [], digestS3Object: 'x' }],
].map(([folder, record]) => ({
	key: objectKey().replaceAll('CloudTrail', String(folder)),
	body: gzipSync(JSON.stringify({ Records: [record] })),
}));

let world: BucketWorld;
let home: string;
let folder: string;

beforeEach(async () => {
	world = await aBucket();
	home = await mkdtemp(join(tmpdir(), 'trailtop-kinds-'));
	folder = join(home, 'in');
	for (const { key, body } of objects) {
		world.bucket.put(key, body, { lastModifiedMs: bucketNowMs - 60_000 });
		await mkdir(dirname(join(folder, key)), { recursive: true });
		await writeFile(join(folder, key), body);
	}
});
afterEach(async () => {
	await world.stop();
	await rm(home, { recursive: true });
});

const run = (...argv: readonly string[]) => runInProcess(argv, { home, nowMs: bucketNowMs });
const count = (field: string, ...flags: readonly string[]) =>
	run('query', `* | count by ${field} | sort by +${field}`, '--format', 'csv', ...flags);
const how = 'to --kinds, or to `kinds:` of the configuration';
const usual = 'Data,1\r\nInsight,1\r\nNetworkActivity,1\r\n';

test.each([
	{ name: 'the usual kinds', kinds: [], rows: usual, left: 'aggregated' },
	{
		name: 'one',
		kinds: ['--kinds', 'insight'],
		rows: 'Insight,1\r\n',
		left: 'log, network-activity, aggregated',
	},
	{
		name: 'all',
		kinds: ['--kinds', 'log, insight,network-activity,aggregated'],
		rows: `Aggregated,1\r\n${usual}`,
		left: undefined,
	},
])('$name, of a bucket and of a folder', async ({ kinds, rows, left }) => {
	for (const field of ['eventCategory', '_eventCategory']) {
		const wanted = { code: 0, out: `${field},_count\r\n${rows}` };
		const ofBucket = await count(field, ...world.flags(), ...kinds);
		const ofFolder = await count(field, '--from', folder, ...kinds);
		expect(ofBucket).toMatchObject(wanted);
		expect(ofFolder).toMatchObject(wanted);
		const said = left === undefined ? 'no word' : `of a kind not asked for (add ${left} ${how})`;
		expect([ofBucket.err, ofFolder.err].map(err => err.includes(said))).toEqual(
			left === undefined ? [false, false] : [true, true],
		);
	}
});

test('a folder that is not there costs no LIST call', async () => {
	const listed = async (...flags: readonly string[]) => {
		const before = world.server.count('list');
		await count('eventName', ...world.flags(), ...flags);
		return world.server.count('list') - before;
	};

	const ofLogs = await listed('--kinds', 'log');
	// One for the regions of each folder, and one for each region.
	expect(await listed()).toBe(ofLogs + 4);
	for (const { key } of objects.slice(1, 3)) {
		world.bucket.delete(key);
	}

	expect(await listed()).toBe(ofLogs);
});

test('a named file of another kind is left out with the same words', async () => {
	const { key } = objects[3]!;
	const ran = await count('eventCategory', '--from', join(folder, key));
	expect(ran.err).toContain(`1 of a kind not asked for (add aggregated ${how})`);
	const listed = await run('damaged', 'list', '--from', folder);
	expect(listed.out).toContain(`kind not asked for: add aggregated ${how}`);
});

test('files outside of the folders of logs count as logs', async () => {
	await writeFile(join(folder, 'own.json'), JSON.stringify(aRecord({ eventCategory: 'Own' })));
	const all = await count('eventCategory', '--from', folder, '--kinds', 'log');
	expect(all.out).toContain('Own,1');
	const others = await count('eventCategory', '--from', folder, '--kinds', 'insight');
	expect(others.out).not.toContain('Own');
	expect(others.err).toContain(`4 of a kind not asked for (add log, network-activity, aggregated`);
});

test('a denial by a VPC endpoint is one', async () => {
	const ran = await run(
		...['query', '_denied=true | count by _result, _eventCategory'],
		...['--from', folder, '--format', 'csv'],
	);
	expect(ran.out).toBe('_result,_eventCategory,_count\r\nVpceAccessDenied,NetworkActivity,1\r\n');
});

const configure = async (kinds: string) => {
	const source = `{ bucket: ${bucketName}, region: us-east-1, endpoint: '${world.server.endpoint}', path_style: true }`;
	await mkdir(join(home, '.config/trailtop'), { recursive: true });
	await writeFile(
		join(home, '.config/trailtop/config.yaml'),
		`environments:\n  org:\n    source: ${source}\n    kinds: ${kinds}\n`,
	);
};

test('the configuration names the kinds, and ingest may name others', async () => {
	await configure('[insight]');
	expect(await run('ingest', '--once', '--env', 'org')).toMatchObject({ code: 0 });
	expect((await count('_eventName')).out).toBe('_eventName,_count\r\nCreateUser,1\r\n');
	expect(await run('ingest', '--once', '--kinds', 'log,insight')).toMatchObject({ code: 0 });
	expect((await count('eventCategory')).out).toBe(
		'eventCategory,_count\r\nData,1\r\nInsight,1\r\n',
	);
});

test('a kind that does not exist is told with those that do', async () => {
	const ofFlag = await count('eventName', '--from', folder, '--kinds', 'log,insigth');
	expect(ofFlag).toMatchObject({ code: 2 });
	expect(ofFlag.err).toMatch(/log, insight, network-activity, aggregated.*did you mean "insight"/);
	const far = await count('eventName', '--from', folder, '--kinds', 'everything');
	expect(far.err).toMatch(/found "everything"$/m);
	await configure('[log, insigth]');
	const ofFile = await run('config', 'check');
	expect(ofFile.code).toBe(2);
	expect(ofFile.out + ofFile.err).toMatch(
		/config\.yaml:4:environments\.org\.kinds\.1: there is no kind "insigth": log, insight, network-activity, aggregated/,
	);
});

test('a query of an environment fetches nothing, so it takes no kinds', async () => {
	await configure('[log]');
	const ran = await count('eventName', '--env', 'org', '--kinds', 'insight');
	expect(ran).toMatchObject({ code: 2 });
	expect(ran.err).toContain('write `kinds:` into the configuration');
});
