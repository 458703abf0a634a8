import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hostileName } from '../../fixtures/a-finding.ts';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { Webhook } from '../../fixtures/receivers.ts';
import { outputsMax } from '../../source/app/outputs/output-schema.ts';
import { runInProcess } from './run-in-process.ts';

const key = 'hunter2-PLANTED';
let home: Awaited<ReturnType<typeof aFolder>>;
let webhook: Webhook;
beforeEach(async () => {
	home = await aFolder();
	webhook = await Webhook.start();
});
afterEach(async () => {
	vi.useRealTimers();
	await webhook.stop();
	await home.remove();
});

const configDir = () => join(home.path, '.config/trailtop');
const run = async (...argv: readonly string[]) => {
	const env = { ROUTING_KEY: key, HOOK: `${webhook.url}/${key}` };
	const ran = await runInProcess(argv, { home: home.path, nowMs: startMs, env });
	return { ...ran, told: ran.out + ran.err };
};

async function configure(outputs: unknown, more: object = {}): Promise<void> {
	await mkdir(configDir(), { recursive: true });
	await writeFile(join(configDir(), 'config.yaml'), JSON.stringify({ ...more, outputs }));
}

const everyOutput = () => [
	{ bell: true },
	{ command: ['sh', '-c', `cat > "${home.path}/told"; : ${key}`] },
	{ ndjson: '~/out/findings.ndjson', min_severity: 'medium', rules: ['CT01'] },
	{ syslog: 'udp://127.0.0.1:514', rate: '5/d' },
	{ webhook: `${webhook.url}/services/${key}`, form: 'slack' },
	{ webhook: { env: 'HOOK' }, form: 'pagerduty', routing_key: { env: 'ROUTING_KEY' } },
];

test('outputs are listed without their keys', async () => {
	await configure(everyOutput());
	const { code, out } = await run('config', 'outputs');
	expect(code).toBe(0);
	expect(out.split('\n')).toEqual([
		'bell: high and above; all rules; 20 in 1h',
		'command sh: high and above; all rules; 20 in 1h',
		`ndjson ${home.path}/out/findings.ndjson: medium and above; CT01; 20 in 1h`,
		'syslog udp://127.0.0.1:514: high and above; all rules; 5 in 1d',
		`webhook ${webhook.host} slack: high and above; all rules; 20 in 1h`,
		'webhook of $HOOK pagerduty: high and above; all rules; 20 in 1h',
		'',
	]);
	const shown = await run('config', 'show');
	expect(shown.told).not.toContain(key);
	expect(JSON.parse(shown.out)).toMatchObject({
		outputs: [{}, { command: ['sh', '***'] }, {}, {}, { webhook: `${webhook.url}/***` }, {}],
	});
	expect((await run('config', 'check')).out).toMatch(/; 6 outputs; /);
});

test('each output is sent one message that says that it is a test', async () => {
	await configure(everyOutput().filter(output => !('syslog' in output)));
	const { code, out, told } = await run('config', 'outputs', 'test');
	expect(code).toBe(0);
	expect(out).toBe(
		[
			'bell: rings in each console, and not here',
			'command sh: sent',
			`ndjson ${home.path}/out/findings.ndjson: sent`,
			`webhook ${webhook.host} slack: sent`,
			'webhook of $HOOK pagerduty: sent\n',
		].join('\n'),
	);
	expect(told).not.toContain(key);
	expect(webhook.received.map(({ path }) => path)).toEqual([`/services/${key}`, `/${key}`]);
	expect(JSON.parse(webhook.received[1]?.body ?? '')).toMatchObject({ routing_key: key });
	expect(await readFile(join(home.path, 'told'), 'utf8')).toContain('nothing was found');
	webhook.answer = () => ({ status: 403 });
	const failed = await run('config', 'outputs', 'test');
	expect(failed.code).toBe(3);
	expect(failed.out).toContain(
		`webhook ${webhook.host} slack: not sent: ${webhook.host} answers 403\n`,
	);
	expect(failed.told).not.toContain(key);
});

test('without outputs nobody is told, and that is said', async () => {
	const ran = await run('config', 'outputs', 'test');
	expect([ran.code, ran.out]).toEqual([1, expect.stringMatching(/^findings are told nobody/)]);
	expect((await run('config', 'outputs', 'tset')).code).toBe(2);
});

test.each([
	{
		output: { bell: true, osc: true },
		says: /1:outputs\.0: expected one of .*; found bell and osc/,
	},
	{ output: {}, says: /outputs\.0: expected one of .*; found none/ },
	{ output: { webhok: 'http://x/' }, says: /outputs\.0\.webhok: .*did you mean "webhook"/ },
	{ output: { webhook: `http://a:${key}@x/` }, says: /outputs\.0\.webhook: a user or password/ },
	{
		output: { webhook: `file:///${key}` },
		says: /outputs\.0\.webhook: expected an http or https URL/,
	},
	{
		output: { webhook: { file: 'url' } },
		says: /outputs\.0\.webhook\.file: expected an absolute path/,
	},
	{
		output: { webhook: 'http://x/', form: 'pagerduty' },
		says: /form: the form pagerduty has a routing_key/,
	},
	{
		output: { webhook: 'http://x/', form: 'pagerduty', routing_key: key },
		says: /outputs\.0\.routing_key: expected object/,
	},
	{ output: { bell: true, form: 'slack' }, says: /form: only a webhook has a form/ },
	{ output: { command: 'notify-send x' }, says: /outputs\.0\.command: expected array/ },
	{ output: { ndjson: 'findings' }, says: /outputs\.0\.ndjson: expected an absolute path/ },
	{ output: { syslog: 'udp://host:70000' }, says: /outputs\.0\.syslog: expected udp:/ },
	{
		output: { bell: true, rate: '0/h' },
		says: /outputs\.0\.rate: expected a number from 1 to 1000/,
	},
	{ output: { bell: true, rate: '1001/h' }, says: /outputs\.0\.rate: expected a number/ },
	{ output: { bell: true, min_severity: 'worst' }, says: /outputs\.0\.min_severity: .*"critical"/ },
	{
		output: { command: Array.from({ length: 101 }, () => 'x') },
		says: /outputs\.0\.command: .*100/,
	},
	{
		output: { bell: true, rules: Array.from({ length: 2_001 }, () => 'x') },
		says: /outputs\.0\.rules: .*2000/,
	},
])('$says', async ({ output, says }) => {
	await configure([output]);
	const { code, told } = await run('config', 'check');
	expect(code).toBe(2);
	expect(told).toMatch(says);
	expect(told).not.toContain(key);
});

test('a configuration has fifty outputs, and the name of one 120 cells', async () => {
	await configure(Array.from({ length: outputsMax + 1 }, () => ({ bell: true })));
	expect((await run('config', 'check')).err).toMatch(/outputs: .*50/);
	await configure([{ command: ['x'.repeat(1_000)] }, { bell: true }, { bell: true }]);
	const { out } = await run('config', 'outputs');
	expect(out).toMatch(/^command x{111}…: .*\nbell: .*\nbell \(2\): /);
});

/** An environment with a trail that was stopped by somebody with such a name. */
async function aTrail(atMs: number, more: readonly object[] = []): Promise<readonly string[]> {
	const time = new Date(atMs).toISOString();
	const logs = join(home.path, 'logs');
	const record = aRecord({
		eventName: 'StopLogging',
		eventSource: 'cloudtrail.amazonaws.com',
		eventTime: time,
		readOnly: false,
		userIdentity: {
			type: 'IAMUser',
			userName: hostileName,
			arn: `arn:aws:iam::1:user/${hostileName}`,
		},
	});
	await putFiles(logs, [anObject([record])]);
	await configure([{ webhook: { env: 'HOOK' } }, { ndjson: '~/findings.ndjson' }, ...more], {
		environments: { prod: { source: { folder: logs }, since: '30d' } },
	});
	return ['ingest', '--once', '--env', 'prod'];
}

test('ingest --once tells of what it finds before it ends, once, and a hostile name is data', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: startMs + 60_000 });
	const program = join(home.path, 'program.mjs');
	const owned = join(home.path, 'by-program');
	await writeFile(
		program,
		`import { readFileSync, appendFileSync } from 'node:fs';
		appendFileSync(${JSON.stringify(owned)}, readFileSync(0));`,
	);
	const argv = await aTrail(startMs, [{ command: [process.execPath, program] }]);
	const first = await run(...argv);
	expect(first).toMatchObject({ code: 0, err: '' });
	expect(webhook.received).toHaveLength(1);
	const told = JSON.parse(webhook.received[0]?.body ?? '') as Record<string, unknown>;
	expect(told).toMatchObject({ rule: 'CT01', environment: 'prod', severity: 'critical', count: 1 });
	expect(told['principal']).toContain('$(touch owned)`id`');
	expect(JSON.parse(await readFile(owned, 'utf8'))).toEqual(told);
	expect(JSON.parse(await readFile(join(home.path, 'findings.ndjson'), 'utf8'))).toEqual(told);
	expect(await run(...argv)).toMatchObject({ code: 0, err: '' });
	expect(webhook.received).toHaveLength(1);
	const data = await readFile(join(home.path, '.local/share/trailtop/prod/store/data.mdb'));
	expect(data.includes('findings/told/')).toBe(true);
	expect(data.includes(key)).toBe(false);
});

test('ingest --once tells nobody of history, and says so', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: startMs + 26 * 3_600_000 });
	const ran = await run(...(await aTrail(startMs)));
	expect(ran.code).toBe(0);
	expect(ran.err).toMatch(/^trailtop: sent to no output: 1 finding of records older than a day;/);
	expect(webhook.received).toEqual([]);
});

test('the incident of the example trail is told nobody', async () => {
	await configure([{ webhook: { env: 'HOOK' }, min_severity: 'info' }]);
	vi.useFakeTimers({ toFake: ['Date'], now: startMs });
	const store = join(home.path, 'store');
	const argv = ['ingest', '--once', '--from', 'example', '--store', store, '--since', '3h'];
	expect((await run(...argv)).code).toBe(0);
	expect(webhook.received).toEqual([]);
});
