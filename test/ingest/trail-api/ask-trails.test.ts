import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMs } from '../../../fixtures/records.ts';
import { TrailServer } from '../../../fixtures/trail-server.ts';
import { VirtualClock } from '../../../fixtures/virtual-clock.ts';
import { askTrails, trailsMax } from '../../../source/ingest/trail-api/ask-trails.ts';
import { shortTextMax } from '../../../source/ingest/trail-api/short-text.ts';
import {
	clientsMax,
	throttledTriesMax,
	TrailApi,
} from '../../../source/ingest/trail-api/trail-api.ts';
import { SourceError } from '../../../source/ingest/source.ts';
import { aTrail } from './a-trail.ts';

const { signal } = new AbortController();
let server: TrailServer;
let api: TrailApi;
beforeEach(async () => {
	server = await TrailServer.start();
	api = openApi();
});
afterEach(async () => {
	await api.close();
	await server.stop();
});

function openApi(region = 'us-east-1'): TrailApi {
	return new TrailApi({
		region,
		endpoint: server.endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
		clock: new VirtualClock(startMs),
		random: () => 0.5,
	});
}

test('each trail is asked in its home region, by its ARN', async () => {
	server.trails.push(
		aTrail('one', { HomeRegion: 'eu-west-1' }),
		aTrail('two', { HomeRegion: 'ap-south-1', S3KeyPrefix: 'prod' }),
	);
	const { trails, leftCount } = await askTrails(api, signal);
	expect(leftCount).toBe(0);
	expect(trails).toMatchObject([
		{ name: 'one', bucket: 'trail-logs', prefix: '', status: { isLogging: true } },
		{ name: 'two', prefix: 'prod', selectors: { readsManagement: true, dataTypes: [] } },
	]);
	expect(server.requests.map(({ op, region }) => `${op} ${region}`).sort()).toEqual([
		'DescribeTrails us-east-1',
		'GetEventSelectors ap-south-1',
		'GetEventSelectors eu-west-1',
		'GetTrailStatus ap-south-1',
		'GetTrailStatus eu-west-1',
	]);
	expect(server.requests[0]?.body).toEqual({ includeShadowTrails: true });
});

test('the trail of the organisation is first, then of all regions, then one that logs, then by name', async () => {
	server.trails.push(
		aTrail('b-stopped', {}, { status: { IsLogging: false } }),
		aTrail('c-logs'),
		aTrail('a-one-region', { IsMultiRegionTrail: false }),
		aTrail('z-org', { IsOrganizationTrail: true }),
		aTrail('b-logs'),
		// A shadow of the same trail in another region.
		aTrail('c-logs'),
	);
	const { trails } = await askTrails(api, signal);
	expect(trails.map(({ name }) => name)).toEqual([
		...['z-org', 'b-logs', 'c-logs', 'b-stopped', 'a-one-region'],
	]);
});

test('a call that is denied is told with its permission; of one trail, in its place', async () => {
	server.trails.push(aTrail('one'));
	server.fault({ op: 'GetTrailStatus', code: 'AccessDeniedException', message: 'not you' });
	const { trails } = await askTrails(api, signal);
	expect(trails[0]?.status).toMatchObject({
		code: 'denied',
		message: 'cloudtrail:GetTrailStatus in eu-west-1: AccessDeniedException: not you (HTTP 400)',
		next: 'allow cloudtrail:GetTrailStatus on *',
	});
	expect(trails[0]?.selectors).not.toBeInstanceOf(SourceError);
	server.fault({ op: 'DescribeTrails', code: 'AccessDeniedException' });
	await expect(askTrails(api, signal)).rejects.toMatchObject({
		code: 'denied',
		next: 'allow cloudtrail:DescribeTrails on *',
	});
});

test('a throttled call is tried again, six times in all', async () => {
	server.fault({ op: 'DescribeTrails', code: 'ThrottlingException', times: throttledTriesMax - 1 });
	expect(await askTrails(api, signal)).toEqual({ trails: [], leftCount: 0 });
	expect(server.count('DescribeTrails')).toBe(throttledTriesMax);
	server.fault({ op: 'DescribeTrails', code: 'ThrottlingException' });
	await expect(askTrails(api, signal)).rejects.toMatchObject({ code: 'throttled' });
	expect(server.count('DescribeTrails')).toBe(2 * throttledTriesMax);
});

test('credentials that have expired are asked for once more', async () => {
	server.fault({ op: 'DescribeTrails', code: 'ExpiredTokenException', times: 1 });
	expect(await askTrails(api, signal)).toEqual({ trails: [], leftCount: 0 });
});

test('a server that is away is told at once', async () => {
	const { endpoint } = server;
	await server.stop();
	const away = new TrailApi({
		region: 'us-east-1',
		endpoint,
		credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }),
	});
	await expect(askTrails(away, signal)).rejects.toMatchObject({
		code: 'network',
		message: expect.stringMatching(/^cloudtrail:DescribeTrails in us-east-1: /) as unknown,
	});
	await away.close();
	server = await TrailServer.start();
});

test('what a server says is cut, and nothing of it moves a cursor', async () => {
	server.trails.push(
		aTrail('evil', { Name: `\u001b[2J${'x'.repeat(2_000)}` }),
		aTrail('host', { HomeRegion: 'evil.example/#' }),
		aTrail('bucket', { S3BucketName: '../\u001b[31m' }),
		aTrail('shell', { TrailARN: 'arn:aws:cloudtrail:eu-west-1:1:trail/$(reboot)' }),
	);
	server.fault({ op: 'GetTrailStatus', code: `\u001b]0;x\u0007${'n'.repeat(900)}` });
	const { trails, leftCount } = await askTrails(api, signal);
	expect(leftCount).toBe(3);
	expect(trails).toHaveLength(1);
	expect(trails[0]?.name).toHaveLength(shortTextMax);
	expect(JSON.stringify(trails)).not.toMatch(/[\u0007\u001b]|\\u001b|\\u0007/);
	expect((trails[0]?.status as SourceError).message.length).toBeLessThan(600);
});

test('a hundred trails are asked, and the others are counted', async () => {
	for (let index = 0; index < trailsMax + 5; index++) {
		server.trails.push(aTrail(`t${index}`));
	}

	const { trails, leftCount } = await askTrails(api, signal);
	expect(trails).toHaveLength(trailsMax);
	expect(leftCount).toBe(5);
});

test('clients of sixty-four regions are kept, and a region that is no name is not asked', async () => {
	const ask = (region: string) =>
		api.call('DescribeTrails', region, signal, (client, sdk) =>
			client.send(new sdk.DescribeTrailsCommand({}), { abortSignal: signal }),
		);
	for (let index = 0; index <= clientsMax; index++) {
		await ask(`xx-test-${index}`);
	}

	// The first client was closed, so it is made anew.
	await ask('xx-test-0');
	expect(server.count('DescribeTrails')).toBe(clientsMax + 2);
	await expect(ask('a.b')).rejects.toThrow('is no name of a region');
	expect(server.count('DescribeTrails')).toBe(clientsMax + 2);
});
