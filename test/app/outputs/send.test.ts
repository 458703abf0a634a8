import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aMessage, hostileName } from '../../../fixtures/a-finding.ts';
import { aFolder } from '../../../fixtures/a-store.ts';
import { listenStream, listenUdp, Webhook } from '../../../fixtures/receivers.ts';
import { appendLine, rotatedMax, tailBytesMax } from '../../../source/app/outputs/append-line.ts';
import { bodyBytesMax, postWebhook } from '../../../source/app/outputs/post-webhook.ts';
import { runProgram } from '../../../source/app/outputs/run-program.ts';
import { secretBytesMax } from '../../../source/app/outputs/secret.ts';
import { sendSyslog } from '../../../source/app/outputs/send-syslog.ts';
import { send } from '../../../source/app/outputs/send.ts';
import type { Message } from '../../../source/findings/outputs/message.ts';
import type { SentTarget } from '../../../source/findings/outputs/output.ts';

const key = 'hunter2-PLANTED';
const { signal } = new AbortController();
let home: Awaited<ReturnType<typeof aFolder>>;
let webhook: Webhook;
let warned: string[];
beforeEach(async () => {
	home = await aFolder();
	webhook = await Webhook.start();
	warned = [];
});
afterEach(async () => {
	await webhook.stop();
	await home.remove();
});

const file = (name: string) => join(home.path, name);
const world = () => ({
	env: { HOOK: `${webhook.url}/${key}`, PATH: process.env['PATH'] },
	hostName: 'host',
	nowMs: () => 0,
	warn: (text: string) => warned.push(text),
});
const sendTo = async (target: SentTarget, message: Message = aMessage(), isRepeat = false) => {
	await send(target, { message, isRepeat, signal }, world());
};

const said = async (sending: Promise<void>) =>
	await sending.then(
		() => 'sent',
		(error: unknown) => (error as Error).message,
	);
const hookTo = (url: Extract<SentTarget, { kind: 'webhook' }>['url']): SentTarget => ({
	kind: 'webhook',
	url,
	form: 'json',
	routingKey: undefined,
});
const lines = async (name: string) => (await readFile(file(name), 'utf8')).trimEnd().split('\n');

// ── command ───────────────────────────────────────────────────────────────────────────────────

const node = (script: string, ...words: readonly string[]) => [
	process.execPath,
	'-e',
	script,
	...words,
];

test('a program has the finding on stdin, its words as they are, and little of the environment', async () => {
	const script = `
		const fs = require('node:fs');
		const told = { stdin: fs.readFileSync(0, 'utf8'), argv: process.argv.slice(1), env: process.env };
		fs.writeFileSync(${JSON.stringify(file('told'))}, JSON.stringify(told));
		console.log('\\x1b[31m'); console.error('\\x1b[31m');
	`;
	const message = aMessage({ principal: hostileName });
	const env = {
		PATH: process.env['PATH'],
		HOME: '/home/ada',
		AWS_SECRET_ACCESS_KEY: key,
		HOOK: key,
	};
	await runProgram(node(script, '$(touch owned)', '*'), message, env, signal);
	const told = JSON.parse(await readFile(file('told'), 'utf8')) as Record<string, unknown>;
	expect(JSON.parse(told['stdin'] as string)).toEqual(message);
	expect(told['argv']).toEqual(['$(touch owned)', '*']);
	expect(told['env']).toEqual({ PATH: process.env['PATH'], HOME: '/home/ada' });
	expect(await readdir(home.path)).toEqual(['told']);
});

test('a program that hangs, fails or is not there is an error, and one that reads nothing is none', async () => {
	const run = (argv: readonly string[], msMax?: number) =>
		said(runProgram(argv, aMessage(), {}, signal, msMax));
	expect(await run(node('setInterval(() => {}, 1_000)'), 50)).toBe('it took longer than 0.05 s');
	expect(await run(node('process.on("SIGTERM", () => {}); for (;;) {}'), 50)).toMatch(
		/longer than/,
	);
	expect(await run(node('process.exit(7)'))).toBe('it ended with 7');
	expect(await run(['/nowhere/program'])).toBe('it cannot be started: ENOENT');
	expect(await run(node('process.stdin.destroy()'))).toBe('sent');
});

test('a program is ended with us', async () => {
	const ending = new AbortController();
	const running = said(
		runProgram(node('setInterval(() => {}, 1_000)'), aMessage(), {}, ending.signal),
	);
	ending.abort();
	expect(await running).toBe('it was ended with trailtop');
});

// ── ndjson ────────────────────────────────────────────────────────────────────────────────────

test('a finding is a line that only its owner can read, also of a hostile name', async () => {
	const target = { kind: 'ndjson', file: file('new/findings.ndjson') } as const;
	const message = aMessage({ principal: hostileName });
	await sendTo(target, message);
	await sendTo(target, aMessage({ severity: 'critical' }));
	const text = await readFile(target.file, 'utf8');
	expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
	expect(
		text
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line) as unknown),
	).toEqual([message, aMessage({ severity: 'critical' })]);
});

test('what may be there already is looked for, in the file before too, and not written twice', async () => {
	const path = file('findings.ndjson');
	await appendLine(path, aMessage(), false);
	await appendLine(path, aMessage(), true);
	expect(await lines('findings.ndjson')).toHaveLength(1);
	// Another severity and another environment are other messages.
	await appendLine(path, aMessage({ severity: 'critical' }), true);
	await appendLine(path, aMessage({ environment: 'test' }), true);
	// The same, closed meanwhile, is another line, and once.
	const again = { cause: 'hits', closed: '2026-03-01T00:00:00Z' };
	await appendLine(path, aMessage({ again }), true);
	await appendLine(path, aMessage({ again }), true);
	expect(await lines('findings.ndjson')).toHaveLength(4);
	await appendLine(path, aMessage({ id: 'next' }), false, 100);
	await appendLine(path, aMessage(), true);
	expect(await lines('findings.ndjson')).toHaveLength(1);
});

test('a line that was cut off is written whole, and one of others stays', async () => {
	const path = file('findings.ndjson');
	await appendLine(path, aMessage({ id: 'first' }), false);
	await appendLine(path, aMessage(), false);
	const whole = await readFile(path);
	await writeFile(path, whole.subarray(0, whole.length - 30));
	await appendLine(path, aMessage(), true);
	expect(await readFile(path)).toEqual(whole);
	await writeFile(path, '{"of":"others');
	await appendLine(path, aMessage(), true);
	expect(await lines('findings.ndjson')).toEqual([
		'{"of":"others',
		expect.stringMatching(/^\{"id"/),
	]);
});

test('five files are kept beside it, and each line is whole', async () => {
	const path = file('findings.ndjson');
	for (let number = 0; number < 20; number++) {
		await appendLine(path, aMessage({ id: `id-${number}` }), false, 900);
	}

	const names = await readdir(home.path);
	expect(names.sort()).toEqual([
		'findings.ndjson',
		...Array.from({ length: rotatedMax }, (_, index) => `findings.ndjson.${index + 1}`),
	]);
	const ids: string[] = [];
	for (const name of names.toSorted().reverse()) {
		ids.push(...(await lines(name)).map(line => (JSON.parse(line) as { id: string }).id));
	}

	// The newest is in the file itself, none is doubled, and only the oldest are gone.
	const last = ids.slice(-1).concat(ids.slice(0, -1));
	expect(new Set(ids).size).toBe(ids.length);
	expect(last).toContain('id-19');
	expect(ids).toHaveLength(12);
});

test('a file is looked through from a mebibyte before its end', async () => {
	const path = file('findings.ndjson');
	await appendLine(path, aMessage(), false);
	await writeFile(path, `${'x'.repeat(tailBytesMax)}\n`, { flag: 'a' });
	await appendLine(path, aMessage(), true);
	expect(await lines('findings.ndjson')).toHaveLength(3);
});

test('nothing is written through a link, into a folder or a pipe', async () => {
	await writeFile(file('target'), 'as it was');
	await symlink(file('target'), file('link'));
	await mkdir(file('folder'));
	expect(await said(appendLine(file('link'), aMessage(), false))).toMatch(/is a link or no file/);
	expect(await said(appendLine(file('folder'), aMessage(), false))).toMatch(/EISDIR/);
	expect(await readFile(file('target'), 'utf8')).toBe('as it was');
});

// ── syslog ────────────────────────────────────────────────────────────────────────────────────

test('syslog over UDP is a datagram, over TCP a counted frame, over a socket a line', async () => {
	const message = aMessage({ principal: hostileName, title: 'ü'.repeat(900) });
	const udp = await listenUdp();
	await sendTo({ kind: 'syslog', transport: 'udp', host: '127.0.0.1', port: udp.port }, message);
	await udp.heard(1);
	expect(Buffer.byteLength(udp.received[0] ?? '')).toBeLessThanOrEqual(2_048);
	expect(udp.received[0]).toMatch(/^<131>1 .* host trailtop - finding \[.*…$/u);
	await udp.stop();

	const tcp = await listenStream();
	await sendTo({ kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port: tcp.port }, message);
	await tcp.heard(1);
	const [, count = '', line = ''] = /^(\d+) (<131>1 .*)$/su.exec(tcp.received[0] ?? '') ?? [];
	expect(Number(count)).toBe(Buffer.byteLength(line));
	expect(line).toMatch(/ü{900}/);
	await tcp.stop();

	const local = await listenStream(file('log'));
	await sendTo({ kind: 'syslog', transport: 'unix', path: file('log') }, message);
	await local.heard(1);
	expect(local.received[0]).toMatch(/^<131>1 [^\n]*\n$/);
	await local.stop();
});

test('a syslog that is not there is an error', async () => {
	const tcp = await listenStream();
	await tcp.stop();
	const target = { kind: 'syslog', transport: 'tcp', host: '127.0.0.1', port: tcp.port } as const;
	expect(await said(sendTo(target))).toBe(`127.0.0.1:${tcp.port} cannot be reached: ECONNREFUSED`);
	expect(await said(sendTo({ kind: 'syslog', transport: 'unix', path: file('none') }))).toMatch(
		/none cannot be reached: ENOENT/,
	);
});

test('a syslog that takes everything and never closes has it, and one that takes nothing is late', async () => {
	let text = '';
	const holds = createServer({ allowHalfOpen: true }, socket => {
		socket.on('data', chunk => (text += chunk.toString()));
	});
	await new Promise<void>(resolve => holds.listen(0, '127.0.0.1', resolve));
	const { port } = holds.address() as AddressInfo;
	const target = { transport: 'tcp', host: '127.0.0.1', port } as const;
	const sendWith = (limits: { answerMs: number; closeMs: number }) =>
		said(sendSyslog(target, aMessage(), world(), signal, limits));
	expect(await sendWith({ answerMs: 10_000, closeMs: 20 })).toBe('sent');
	expect(text).toMatch(/^\d+ <131>1 /);
	expect(await sendWith({ answerMs: 20, closeMs: 10_000 })).toMatch(/ nothing in time$/);
	holds.close();
});

const hasLogger = spawnSync('logger', ['--version']).stdout?.includes('util-linux');
const hasPython = spawnSync('python3', ['--version']).status === 0;
test.skipIf(!hasLogger || !hasPython)(
	'a socket of this machine that takes datagrams is sent to by logger',
	async () => {
		const script = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print('ready', flush=True)
print(s.recv(65536).decode(), flush=True)`;
		const listener = spawn('python3', ['-c', script, file('log')], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		let heard = '';
		const gone = new Promise(resolve => listener.once('close', resolve));
		await new Promise<void>(resolve => {
			listener.stdout.on('data', (chunk: Buffer) => {
				heard += chunk.toString();
				resolve();
			});
		});
		await sendTo(
			{ kind: 'syslog', transport: 'unix', path: file('log') },
			aMessage({ principal: hostileName }),
		);
		await gone;
		expect(heard).toMatch(/^ready\n<131>.*trailtop.*: .*id="00112233aabbccdd".*\$\(touch/s);
	},
);

// ── webhook ───────────────────────────────────────────────────────────────────────────────────

test('a webhook is a POST of JSON with a key that is the same the next time', async () => {
	await sendTo(hookTo({ text: `${webhook.url}/hook?x=1` }));
	await sendTo(hookTo({ env: 'HOOK' }));
	expect(webhook.received.map(({ path, method }) => `${method} ${path}`)).toEqual([
		'POST /hook?x=1',
		`POST /${key}`,
	]);
	expect(webhook.received[0]?.headers).toMatchObject({
		'content-type': 'application/json',
		'idempotency-key': '00112233aabbccdd-high',
	});
	expect(JSON.parse(webhook.received[0]?.body ?? '')).toEqual(aMessage());
});

test.each([
	{ answer: { status: 500 }, says: /HOST answers 500$/, isRefusal: false },
	{ answer: { status: 400 }, says: /HOST answers 400$/, isRefusal: true },
	{
		answer: { status: 429, headers: { 'retry-after': '7' } },
		says: /answers 429$/,
		isRefusal: false,
		retryAfterMs: 7_000,
	},
	{
		answer: { status: 503, headers: { 'retry-after': '86400' } },
		says: /answers 503$/,
		isRefusal: false,
		retryAfterMs: 3_600_000,
	},
	{
		answer: { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
		says: /HOST answers 302: redirects are not followed$/,
		isRefusal: false,
	},
	{
		answer: { status: 0, never: true },
		says: /HOST cannot be reached: nothing within 0.2 s$/,
		isRefusal: false,
	},
	{
		answer: { status: 0, hangUp: true },
		says: /HOST cannot be reached: ECONNRESET$/,
		isRefusal: false,
	},
])(
	'$answer is an error that tells the host alone',
	async ({ answer, says, isRefusal, retryAfterMs }) => {
		webhook.answer = () => answer;
		const post = { message: aMessage(), form: 'json', routingKey: key } as const;
		const url = `${webhook.url}/${key}?token=${key}#${key}`;
		const error = await postWebhook(url, post, signal, 200).catch(
			(failed: unknown) => failed as Error,
		);
		expect(error?.message.replace(webhook.host, 'HOST')).toMatch(says);
		expect(error).toMatchObject({ isRefusal });
		expect(error).toMatchObject({ retryAfterMs });
		expect(error?.message).not.toMatch(/PLANTED|no word/);
		expect(webhook.received).toHaveLength(1);
	},
);

test('a body of more than half a mebibyte is not sent', async () => {
	const eventIDs = Array.from({ length: 600 }, () => 'x'.repeat(1_000));
	const post = { message: aMessage({ eventIDs }), form: 'json', routingKey: undefined } as const;
	expect(bodyBytesMax).toBe(524_288);
	expect(await said(postWebhook(webhook.url, post, signal))).toBe('the message is too large');
	expect(webhook.received).toEqual([]);
});

test('a key is read from a file of ours, and what is wrong with it tells no key', async () => {
	const target = hookTo({ file: file('url') });
	expect(await said(sendTo(target))).toMatch(/url cannot be read: ENOENT$/);
	await writeFile(file('url'), `${webhook.url}/${key}\n`, { mode: 0o600 });
	await sendTo(target);
	expect(webhook.received[0]?.path).toBe(`/${key}`);
	expect(warned).toEqual([]);
	await chmod(file('url'), 0o644);
	await sendTo(target);
	expect(warned).toEqual([expect.stringMatching(/others can read .*url, .*chmod 600/)]);
	await symlink(file('url'), file('link'));
	expect(await said(sendTo(hookTo({ file: file('link') })))).toMatch(/link is a link/);
	for (const text of [
		'',
		key,
		`ftp://x/${key}`,
		`http://a:${key}@127.0.0.1/`,
		'x'.repeat(secretBytesMax + 1),
	]) {
		await writeFile(file('url'), text);
		expect(await said(sendTo(target))).toMatch(
			/is empty$|no http or https URL|no file of one line/,
		);
		expect(await said(sendTo(target))).not.toContain(key);
	}

	expect(await said(sendTo(hookTo({ env: 'NONE' })))).toBe(
		'the environment variable NONE is not set',
	);
});
