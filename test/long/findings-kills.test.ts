import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { Webhook } from '../../fixtures/receivers.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { S3Server } from '../../fixtures/s3-server.ts';
import { program } from '../pty/program.ts';

const killCount = 20;
/** That come before each life. */
const objectsAtOnce = 5;
const objectCount = (killCount + 1) * objectsAtOnce;
const minuteMs = 60_000;

let home: Awaited<ReturnType<typeof aFolder>>;
let server: S3Server;
let webhook: Webhook;
beforeEach(async () => {
	home = await aFolder();
	server = await S3Server.start();
	webhook = await Webhook.start();
});
afterEach(async () => {
	await server.stop();
	await webhook.stop();
	await home.remove();
});

/**
 * Each object tells of another user who stops a trail, among calls that nobody looks for; some objects come twice.
 *
 * @param stampMs - ms since the epoch
 */
function putObjects(first: number, stampMs: number): void {
	const eventTime = new Date(stampMs).toISOString().replace(/\.\d+Z$/, 'Z');
	const bucket = server.bucket('logs');
	for (let index = first; index < first + objectsAtOnce; index++) {
		const stopped = aRecord({
			eventTime,
			eventSource: 'cloudtrail.amazonaws.com',
			eventName: 'StopLogging',
			readOnly: false,
			userIdentity: { type: 'IAMUser', userName: `user-${index}`, accountId: '111122223333' },
		});
		const records = [...Array.from({ length: 20 }, () => aRecord({ eventTime })), stopped];
		for (const random of index % 7 === 0 ? ['A', 'B'] : ['A']) {
			const name = `${random}${String(index).padStart(15, '0')}`;
			const { key, body } = anObject(records, { stampMs, random: name });
			bucket.put(key, body, { lastModifiedMs: stampMs + 5 * minuteMs });
		}
	}
}

/** A life of the program as it is installed; its code, or the signal that ended it. */
async function life(killAt?: { readonly at: 'request' | 'message'; readonly count: number }) {
	let child: ChildProcess | undefined;
	let left = killAt?.count ?? 0;
	const happened = (at: 'request' | 'message'): boolean => {
		const isOver = killAt?.at === at && --left === 0;
		return isOver && child?.kill('SIGKILL') === true;
	};

	server.weather = op => {
		if (op === 'get') {
			happened('request');
		}

		return undefined;
	};

	// A message that was heard and not answered.
	webhook.answer = () => ({ status: 204, ...(happened('message') && { never: true }) });
	child = spawn(
		process.execPath,
		[
			...[program, 'ingest', '--once', '--since', '3h', '--from', 's3://logs'],
			...['--endpoint', server.endpoint, '--bucket-region', 'us-east-1'],
			...['--store', join(home.path, 'store')],
		],
		{
			env: {
				...{ HOME: home.path, PATH: process.env['PATH'], TZ: 'UTC' },
				...{ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
			},
		},
	);
	let told = '';
	child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
	child.stdout?.on('data', (chunk: Buffer) => (told += chunk.toString()));
	const [code, signal] = await new Promise<[number | null, string | null]>(resolve => {
		child?.once('close', (...how) => resolve(how));
	});
	return { code, signal, told };
}

async function findings(...argv: readonly string[]): Promise<readonly string[]> {
	const child = spawn(process.execPath, [program, ...argv, '--store', join(home.path, 'store')], {
		env: { HOME: home.path, PATH: process.env['PATH'], TZ: 'UTC' },
	});
	let out = '';
	child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
	await new Promise(resolve => child.once('close', resolve));
	return out.split('\n').filter(line => line !== '');
}

test('killed twenty times while it fetches, looks and tells, the program finds all and tells each once', async () => {
	// What has no record of the last day is told to nobody, by the clock of the program.
	const stampMs = Date.now() - 40 * minuteMs;
	const configDir = join(home.path, '.config/trailtop');
	await mkdir(configDir, { recursive: true });
	const outputs = [{ webhook: webhook.url, rate: '1000/h' }];
	await writeFile(join(configDir, 'config.yaml'), JSON.stringify({ outputs }));

	const ends: (string | null)[] = [];
	for (let kill = 0; kill < killCount; kill++) {
		const at = kill % 2 === 0 ? ('request' as const) : ('message' as const);
		putObjects(kill * objectsAtOnce, stampMs);
		const { signal } = await life({ at, count: 1 + (kill % 4) });
		ends.push(signal);
	}

	putObjects(killCount * objectsAtOnce, stampMs);
	const last = await life();
	expect([last.code, last.signal], last.told).toEqual([0, null]);
	expect(ends).toEqual(Array.from({ length: killCount }, () => 'SIGKILL'));

	// All of it is told, and what is told twice is known by its key.
	const told = webhook.received.map(({ headers, body }) => ({
		key: String(headers['idempotency-key']),
		...(JSON.parse(body) as { readonly rule: string; readonly principal: string }),
	}));
	const keys = new Set(told.map(({ key }) => key));
	const users = new Set(told.map(({ principal }) => principal));
	expect(keys.size).toBe(objectCount);
	expect(users.size).toBe(objectCount);
	expect(told.length - keys.size).toBeLessThanOrEqual(killCount);

	// What stands in the store is what one pass over it finds.
	const one = await findings('detect', 'run', '--since', '3h', '--format', 'ndjson');
	const inOnePass = one.map(line => JSON.parse(line) as { rule: string; principal: string });
	const standing = await findings(
		...['query', '_view=findings | fields rule, principal, count', '--since', '3h'],
		...['--format', 'ndjson'],
	);
	const sorted = (rows: readonly { rule: string; principal: string }[]) =>
		rows.map(({ rule, principal }) => `${rule} ${principal}`).toSorted();
	expect(sorted(standing.map(line => JSON.parse(line) as (typeof inOnePass)[number]))).toEqual(
		sorted(inOnePass),
	);
	expect(inOnePass.length).toBeGreaterThanOrEqual(objectCount);
	const data = await readFile(join(home.path, 'store/data.mdb'));
	expect(data.includes('findings/queue/')).toBe(true);
}, 600_000);
