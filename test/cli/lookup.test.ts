import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aRecord, startMs } from '../../fixtures/records.ts';
import { TrailServer } from '../../fixtures/trail-server.ts';
import { runInProcess } from './run-in-process.ts';

let server: TrailServer;
let home: Awaited<ReturnType<typeof aFolder>>;
const nowMs = startMs + 600_000;
beforeEach(async () => {
	process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
	process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
	server = await TrailServer.start();
	server.clock = () => nowMs;
	for (const region of ['us-east-1', 'eu-west-1']) {
		const json = JSON.stringify(aRecord({ awsRegion: region }));
		server.events.set(region, [{ timeMs: startMs, json }]);
	}

	home = await aFolder();
});
afterEach(async () => {
	await server.stop();
	await home.remove();
});

const run = (...argv: readonly string[]) =>
	runInProcess([...argv, '--from', 'lookup', '--endpoint', server.endpoint], {
		home: home.path,
		nowMs,
	});

test('events are queried without a bucket, of the regions that are named', async () => {
	const ran = await run(
		...['query', '* | count by awsRegion | sort by awsRegion asc', '--format', 'ndjson'],
		...['--region', 'us-east-1', '--region', 'eu-west-1', '--since', '1h'],
	);
	expect(ran.code, ran.err).toBe(0);
	expect(ran.err).toBe('');
	expect(ran.out).toBe(
		'{"awsRegion":"eu-west-1","_count":1}\n{"awsRegion":"us-east-1","_count":1}\n',
	);
});

test('what it cannot see is said by doctor, and a beginning beyond its reach with each command', async () => {
	const doctor = await run('doctor', '--region', 'us-east-1');
	expect(doctor.code, doctor.out).toBe(0);
	expect(doctor.out).toContain('has no data events, Insights or network activity');
	expect(doctor.out).toContain('has the last 90 days');
	expect(doctor.out).not.toContain('enable-log-file-validation');
	const asked = await run('doctor', '--region', 'us-east-1', '--since', '100d');
	expect(asked.err).toContain(
		'trailtop: the event history of CloudTrail has nothing from before 2025-12-01T13:10:00.000Z\n',
	);
});

test('a call that is denied is told with its permission', async () => {
	server.fault({ code: 'AccessDeniedException' });
	const ran = await run('query', '*', '--region', 'us-east-1', '--since', '1h');
	expect(ran.code).toBe(3);
	expect(ran.err).toContain('allow cloudtrail:LookupEvents on *');
});

test('a region that is no name is refused', async () => {
	const ran = await run('query', '*', '--region', 'evil.example');
	expect(ran.code).toBe(2);
	expect(ran.err).toContain('found "evil.example"');
});

test('a region that may not be looked up is named by damaged, and not taken for read', async () => {
	server.fault({ region: 'us-east-1', code: 'AccessDeniedException' });
	const regions = ['--region', 'us-east-1', '--region', 'eu-west-1', '--since', '1h'];
	const ran = await run('damaged', 'list', ...regions);
	expect(ran.code).toBe(0);
	expect(ran.out).toBe('');
	expect(ran.err).toMatch(/AWSLogs\/\d{12}\/CloudTrail\/us-east-1\/ was not listed/);
});
