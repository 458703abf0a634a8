import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { interceptLocalhostDns, startFauxqs } from 'fauxqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { TrailServer } from '../../fixtures/trail-server.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { openWriter } from '../../store/index.ts';
import type { TerminalPort } from '../../source/view/screen/terminal-port.ts';
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

interface Found {
	readonly area: string;
	readonly name: string;
	readonly state: string;
	readonly found: string;
	readonly next?: string;
	readonly statement?: unknown;
}

async function doctor(argv: readonly string[], more: Partial<World> = {}) {
	const ran = await runInProcess(['doctor', '--format', 'json', ...argv], {
		home: home.path,
		nowMs: bucketNowMs,
		...more,
	});
	const { checks, good } = JSON.parse(ran.out) as {
		readonly checks: readonly Found[];
		readonly good: boolean;
	};
	expect(good).toBe(ran.code === 0);
	return {
		code: ran.code,
		checks,
		check: (name: string) => checks.find(check => check.name === name),
	};
}

test('a bucket that can be read is good', async () => {
	world.put();
	const { code, check } = await doctor(world.flags());
	expect(code).toBe(0);
	expect(check('list')).toMatchObject({ state: 'good' });
	expect(check('prefixes')?.found).toBe('1 account, 1 region, 1 prefix');
	expect(check('read')?.found).toBe('1 records in it, 6m old');
	expect(check('clock')?.state).toBe('good');
	expect(check('digests')).toMatchObject({ state: 'odd', found: 'none are delivered' });
});

test('what the trail does not log is told; that it stopped is a failure', async () => {
	const trails = await TrailServer.start();
	try {
		world.put();
		process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'] = trails.endpoint;
		process.env['AWS_ENDPOINT_URL_S3'] = world.server.endpoint;
		const flags = ['--from', `s3://${bucketName}`, '--bucket-region', 'us-east-1'];
		trails.trails.push(
			aTrail('main', { S3BucketName: bucketName, HasInsightSelectors: false }),
			aTrail('other', { S3BucketName: 'other-logs', IsMultiRegionTrail: false }),
		);
		const fine = await doctor(flags);
		expect(fine.code).toBe(0);
		expect(fine.check('insights')).toMatchObject({
			state: 'odd',
			found: 'trail main: no Insights are logged; they cost extra',
		});
		expect(fine.check('data events')?.state).toBe('odd');
		expect(fine.check('regions')).toBeUndefined();

		trails.trails.push(
			aTrail('stopped', { S3BucketName: bucketName }, { status: { IsLogging: false } }),
		);
		const stopped = await doctor(flags);
		expect(stopped.code).toBe(3);
		expect(stopped.check('logging')).toMatchObject({
			state: 'bad',
			next: expect.stringContaining('aws cloudtrail start-logging') as unknown,
		});

		trails.trails.length = 0;
		const unknown = await doctor(flags);
		expect(unknown.code).toBe(0);
		expect(unknown.check('trails')?.found).toMatch(/no trail that delivers to trail-logs/);

		trails.fault({ code: 'AccessDeniedException' });
		const denied = await doctor(flags);
		expect(denied.code).toBe(0);
		expect(denied.check('trails')).toMatchObject({
			state: 'odd',
			next: 'allow cloudtrail:DescribeTrails on *',
		});
	} finally {
		delete process.env['AWS_ENDPOINT_URL_CLOUDTRAIL'];
		delete process.env['AWS_ENDPOINT_URL_S3'];
		await trails.stop();
	}
});

test('each check is a line for people', async () => {
	world.put();
	const ran = await runInProcess(['doctor', ...world.flags()], {
		home: home.path,
		nowMs: bucketNowMs,
	});
	expect(ran.out).toContain(`ok   list         s3://${bucketName} answers\n`);
	expect(ran.out).toMatch(/all good\n$/);
});

test('a denied listing shows the statement that is missing', async () => {
	world.put({ prefix: 'prod/' });
	world.bucket.denied = true;
	const { code, check } = await doctor(world.flags('prod'));
	expect(code).toBe(3);
	expect(check('list')).toMatchObject({
		state: 'bad',
		statement: {
			Action: ['s3:ListBucket'],
			Resource: [`arn:aws:s3:::${bucketName}`],
			Condition: { StringLike: { 's3:prefix': ['prod/AWSLogs/*'] } },
		},
	});
});

test('a denied object shows the statement that is missing', async () => {
	world.put();
	world.server.fault({ op: 'get', status: 403, code: 'AccessDenied' });
	const { code, check } = await doctor(world.flags());
	expect(code).toBe(3);
	expect(check('get')?.statement).toMatchObject({
		Action: ['s3:GetObject'],
		Resource: expect.arrayContaining([
			`arn:aws:s3:::${bucketName}/AWSLogs/*/CloudTrail/*`,
		]) as unknown,
	});
});

test('a denied key is named', async () => {
	world.put({}, { kmsDenied: true });
	const { code, check } = await doctor(world.flags());
	expect(code).toBe(3);
	expect(check('kms')?.statement).toEqual({
		Sid: 'DecryptTrailObjects',
		Effect: 'Allow',
		Action: ['kms:Decrypt'],
		Resource: ['arn:aws:kms:us-east-1:111122223333:key/k'],
		Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
	});
});

test.each([
	{ name: 'no such bucket', argv: ['--from', 's3://nowhere-at-all'], is: /check the name/ },
	{ name: 'no such folder', argv: ['--from', './nowhere'], is: /check the path/ },
])('$name', async ({ argv, is }) => {
	const { code, check } = await doctor([...world.flags().slice(2), ...argv]);
	expect(code).toBe(3);
	expect(check('list')).toMatchObject({ state: 'bad', next: expect.stringMatching(is) as unknown });
});

test.each([
	{ aheadMs: 30_000, state: 'good' },
	{ aheadMs: 600_000, state: 'odd' },
	{ aheadMs: -1_200_000, state: 'bad' },
])('a clock $aheadMs ms ahead is $state', async ({ aheadMs, state }) => {
	world.put();
	const { check } = await doctor(world.flags(), { nowMs: bucketNowMs + aheadMs });
	expect(check('clock')?.state).toBe(state);
});

test('a bucket without a trail, and one whose objects are archived', async () => {
	world.bucket.put('notes.txt', 'x');
	expect((await doctor(world.flags())).check('get')).toMatchObject({ state: 'odd' });
	world.put({}, { storageClass: 'GLACIER' });
	expect((await doctor(world.flags())).check('get')).toMatchObject({ state: 'odd' });
});

test('an object that is no log fails', async () => {
	world.bucket.put('AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/x.json.gz', 'no gzip');
	expect((await doctor(world.flags())).check('read')).toMatchObject({ state: 'bad' });
});

test('a folder and the example are sources too', async () => {
	await putFiles(join(home.path, 'logs'), [anObject([aRecord(), aRecord()])]);
	const folder = await doctor(['--from', './logs']);
	expect(folder.code).toBe(0);
	expect(folder.check('read')?.found).toMatch(/^2 records/);
	const example = await doctor(['--from', 'example']);
	expect(example.code).toBe(0);
	expect(example.check('digests')?.state).toBe('good');
});

test('the store’s place is examined', async () => {
	await putFiles(join(home.path, 'logs'), [anObject()]);
	const dir = await mkdtemp(join(home.path, 'store-'));
	const argv = ['--from', './logs', '--store', dir];
	await chmod(dir, 0o700);
	expect((await doctor(argv)).check('permissions')?.state).toBe('good');
	await chmod(dir, 0o750);
	expect((await doctor(argv)).check('permissions')?.state).toBe('odd');
	await chmod(dir, 0o755);
	const open = await doctor(argv);
	expect(open.code).toBe(3);
	expect(open.check('permissions')).toMatchObject({
		state: 'bad',
		next: expect.stringContaining(`chmod 700 ${dir}`) as unknown,
	});
	expect(open.check('disk')?.state).toBe('good');
	expect(open.check('space')?.found).toMatch(/free$/);
});

test('a filled store tells its format; a file that is none fails', async () => {
	await putFiles(join(home.path, 'logs'), [anObject()]);
	const dir = join(home.path, 'store');
	const argv = ['--from', './logs', '--store', dir];
	expect((await doctor(argv)).check('store')?.found).toMatch(/will be made/);
	const filled = await runInProcess(['ingest', '--once', ...argv], {
		home: home.path,
		nowMs: bucketNowMs,
	});
	expect(filled.code, filled.err).toBe(0);
	const { check } = await doctor(argv);
	expect(check('format')?.state).toBe('good');
	expect(check('records')?.found).toMatch(/^1 in /);
	expect(check('writer')?.found).toBe('nobody is writing');
	const other = join(home.path, 'other');
	await mkdir(other, { mode: 0o700 });
	await writeFile(join(other, 'data.mdb'), Buffer.alloc(100_000, 7));
	const broken = await doctor(['--store', other]);
	expect([0, 3]).toContain(broken.code);
	expect(broken.checks.length).toBeGreaterThan(3);
});

function aTerminal(answer: string, size = { columns: 120, rows: 40 }): TerminalPort {
	let listener: (bytes: Uint8Array) => void = () => {};
	const nothing = () => () => {};
	return {
		outputDescriptor: 1,
		size: () => size,
		onResize: nothing,
		onInput: added => {
			listener = added;
			return () => {};
		},
		onHangup: nothing,
		onContinue: nothing,
		onFatal: nothing,
		setRaw: () => {},
		holdMessages: () => {},
		writeNow: () => listener(Buffer.from(answer)),
		suspend: () => Promise.resolve(),
		handOver: () => Promise.resolve(0),
	};
}

const answerKnown = '\u001B[?2026;2$y\u001B[?62;c';
const answerUnknown = '\u001B[?2026;0$y\u001B[?62;c';
const utf8 = { LC_ALL: 'C.UTF-8' };
test.each([
	{
		name: 'a good one',
		answer: answerKnown,
		env: { ...utf8, TERM: 'xterm-256color' },
		states: { TERM: 'good', colours: 'good', 'UTF-8': 'good', size: 'good', output: 'good' },
	},
	{
		name: 'tmux without synchronised output',
		answer: answerUnknown,
		env: { ...utf8, TERM: 'tmux-256color', TMUX: '/x' },
		states: { TERM: 'good', colours: 'good', output: 'odd' },
	},
	{
		name: 'no colours, no UTF-8',
		answer: answerKnown,
		env: { LC_ALL: 'C', TERM: 'xterm', NO_COLOR: '1' },
		states: { TERM: 'good', colours: 'odd', 'UTF-8': 'odd' },
	},
	{ name: 'a dumb one', answer: '', env: { ...utf8, TERM: 'dumb' }, states: { TERM: 'bad' } },
])('terminal: $name', async ({ answer, env, states }) => {
	const { check } = await doctor(['--from', 'example'], { terminal: aTerminal(answer), env });
	const found = Object.fromEntries(Object.keys(states).map(name => [name, check(name)?.state]));
	expect(found).toEqual(states);
});

test('a small terminal is odd, none is no fault', async () => {
	const small = aTerminal(answerKnown, { columns: 60, rows: 20 });
	const { check } = await doctor(['--from', 'example'], { terminal: small });
	expect(check('size')).toMatchObject({ state: 'odd', found: '60 columns, 20 rows' });
	expect(await doctor(['--from', 'example'])).toMatchObject({ code: 0 });
});

async function withQueue(queueUrl: string): Promise<readonly string[]> {
	const dir = join(home.path, '.config/trailtop');
	await mkdir(dir, { recursive: true });
	await writeFile(
		join(dir, 'config.yaml'),
		`environments:\n  prod:\n    source:\n      bucket: ${bucketName}\n      region: us-east-1\n      endpoint: ${world.server.endpoint}\n      queue_url: ${queueUrl}\n`,
	);
	return ['--env', 'prod'];
}

test('a queue is asked for its attributes', async () => {
	world.put();
	const queues = await startFauxqs({ port: 0, logger: false, host: 'localhost' });
	const endDns = interceptLocalhostDns();
	const client = new SQSClient({
		endpoint: `http://127.0.0.1:${queues.port}`,
		region: 'us-east-1',
		credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
	});
	try {
		const made = await client.send(new CreateQueueCommand({ QueueName: 'trail' }));
		const url = made.QueueUrl ?? '';
		const found = await doctor(await withQueue(url));
		expect(found.check('queue')).toMatchObject({ state: 'odd', found: '0 messages are waiting' });
		const none = await doctor(await withQueue(`${url}-not`));
		expect(none.code).toBe(3);
		expect(none.check('queue')?.state).toBe('bad');
	} finally {
		client.destroy();
		endDns();
		await queues.stop();
	}
});

test('a denied queue shows the statement that is missing', async () => {
	world.put();
	const denying = createServer((_, response) => {
		response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' });
		response.end('{"__type":"com.amazonaws.sqs#AccessDenied","message":"not authorized"}');
	});
	await new Promise<void>(resolve => denying.listen(0, '127.0.0.1', resolve));
	const { port } = denying.address() as AddressInfo;
	try {
		const { check } = await doctor(await withQueue(`http://127.0.0.1:${port}/111122223333/trail`));
		expect(check('queue')).toMatchObject({
			state: 'bad',
			statement: { Resource: ['arn:aws:sqs:us-east-1:111122223333:trail'] },
		});
	} finally {
		denying.closeAllConnections();
		denying.close();
	}
});

test('an object to read is sought in twenty places', async () => {
	const folder = (account: number) => `AWSLogs/${111122223300 + account}/CloudTrail/us-east-1`;
	for (let account = 0; account < 20; account++) {
		world.bucket.put(`${folder(account)}/0.txt`, 'x');
	}

	world.bucket.put(`${folder(20)}/2026/03/01/x.json`, JSON.stringify({ Records: [aRecord()] }));
	expect((await doctor(world.flags())).check('get')).toMatchObject({ state: 'odd' });
	world.bucket.delete(`${folder(0)}/0.txt`);
	expect((await doctor(world.flags())).check('get')).toMatchObject({ state: 'good' });
});

test('a writer that was silent for twenty seconds is told as gone', async () => {
	await putFiles(join(home.path, 'logs'), [anObject()]);
	const dir = join(home.path, 'store');
	let silentMs = 20_000;
	const writer = await openWriter({
		dir,
		schema: recordSchema,
		clock: () => bucketNowMs - silentMs,
	});
	const state = async () =>
		(await doctor(['--from', './logs', '--store', dir])).check('writer')?.state;
	expect(await state()).toBe('good');
	silentMs = 20_001;
	await writer.putLedger([{ key: 'k', value: 1 }]);
	expect(await state()).toBe('odd');
	await writer.close();
});

test('of a store it says what was read, the newest record, and whether dashboards ask for it', async () => {
	const folder = join(home.path, 'logs');
	const store = join(home.path, 'store');
	await mkdir(folder);
	await writeFile(join(folder, 'good.json'), JSON.stringify({ Records: [aRecord()] }));
	await writeFile(join(folder, 'bad.json'), 'no JSON');
	const dir = join(home.path, '.config/trailtop');
	await mkdir(dir, { recursive: true });
	const configOf = (category: string) =>
		writeFile(
			join(dir, 'config.yaml'),
			`environments:\n  lab:\n    source: { folder: ${folder} }\n    store: ${store}\n    source_category: ${category}\n`,
		);
	await configOf('aws/lab');
	const argv = ['--env', 'lab'];
	await runInProcess(['ingest', '--once', ...argv], { home: home.path, nowMs: bucketNowMs });
	const right = await doctor(argv);
	expect(right.check('objects')).toMatchObject({
		state: 'odd',
		found: '1 of 2 objects read whole, 1 unreadable',
		next: '`trailtop damaged list` says which and why',
	});
	expect(right.check('newest')?.found).toMatch(/^the newest record is of \d{4}-/);
	expect(right.check('category')).toMatchObject({
		state: 'good',
		found: 'dashboards ask for _sourceCategory=aws/lab',
	});
	await configOf('Labs/AWS');
	const { code, check } = await doctor(argv);
	expect(code).toBe(0);
	expect(check('category')).toMatchObject({
		state: 'odd',
		found: expect.stringContaining('the store has aws/lab') as string,
		next: '`source_category: aws/lab` in the environment, or ctrl-t in the console',
	});
});
