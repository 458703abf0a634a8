import { execFile } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';
import { runInProcess } from './run-in-process.ts';

/** The built program; `npm test` builds it first. */
const program = join(process.cwd(), 'dist/main.js');
const nowMs = Date.UTC(2026, 2, 1, 13);

let home: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => {
	home = await aFolder();
	await putFiles(join(home.path, 'logs'), [anObject([aRecord()])]);
});
afterAll(() => home.remove());

/** Runs one command with a query as stdin; nothing of it may be a stack. */
async function run(argv: readonly string[], stdin = '', at = home.path) {
	const ran = await runInProcess(argv, { home: at, workingDir: home.path, nowMs, stdin });
	expect(ran.err).not.toMatch(/\n\s+at |unexpected/);
	expect(ran.err.length).toBeLessThan(10_000);
	return ran;
}

const many = 1_000_000;
test.each([
	{ name: 'ten megabytes', query: 'a'.repeat(10_000_000), says: /10,000,000 characters: at most/ },
	{ name: 'a million OR', query: `a${' OR a'.repeat(many)}`, says: /5,000,001 characters/ },
	{ name: 'a million (', query: '('.repeat(many), says: /nested deeper than 100 levels/ },
	{ name: 'ten thousand stages', query: `*${' | a'.repeat(100_000)}`, says: /and 481 more faults/ },
	{ name: 'stages and nothing else', query: `*${' | count'.repeat(90_000)}`, says: /500 stages/ },
	{ name: 'a word without end', query: 'a'.repeat(100_000), says: /a term of 100,000 characters/ },
	{ name: 'a text without end', query: `"${'é'.repeat(20_000)}"`, says: /a term of 20,002/ },
	{ name: 'a million faults', query: ' OR '.repeat(200_000), says: /and \d+,\d+ more faults/ },
])('a query of $name is refused in few lines', async ({ query, says }) => {
	const ran = await run(['query', '-', '--from', 'logs'], query);
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(says);
	expect(ran.out).toBe('');
});

test('a variable cannot make a query longer than a query may be', async () => {
	const query = '* | where a = "{{v}}"' + ' or a = "{{v}}"'.repeat(999);
	const ran = await run(['query', query, '--from', 'logs', '--var', `v=${'x'.repeat(2_000)}`]);
	expect(ran.code).toBe(2);
	expect(ran.err).toContain('characters: at most 1,000,000 are read');
});

test('of an argument without end both ends are quoted', async () => {
	const ran = await run([`${'a'.repeat(1_000_000)}z`]);
	expect(ran.code).toBe(2);
	expect(ran.err).toMatch(/^trailtop: there is no command "a+ … .*\n$/);
});

test('a path that cannot be one is not waited for', async () => {
	const ran = await run(['query', '*', '--from', 'a'.repeat(300)]);
	expect(ran.code).toBe(3);
	expect(ran.err).toMatch(/^trailtop: there is no .*a{300}; /);
});

const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
	.concat(
		[...'bcdefghij'].map((name, at) => `${name}: &${name} [${`*${'abcdefghij'[at]},`.repeat(9)}]`),
	)
	.join('\n');
test.each([
	{ name: 'aliases that multiply', yaml: bomb, says: 'its aliases cannot be resolved' },
	{ name: 'brackets', yaml: '['.repeat(100_000), says: 'nested deeper than 200 levels' },
	{ name: 'dashes', yaml: `${'- '.repeat(100_000)}a`, says: 'nested deeper than 200 levels' },
	{ name: 'many errors', yaml: '['.repeat(150), says: 'more errors' },
])('a file of $name is a fault of the file', async ({ yaml, says }) => {
	const at = join(home.path, `home-${says.length}`);
	await mkdir(join(at, '.config/trailtop/layouts'), { recursive: true });
	await writeFile(join(at, '.config/trailtop/layouts/own.yaml'), yaml);
	const own = join(at, '.config/trailtop/layouts/own.yaml');
	for (const argv of [['layout'], ['layout', 'check', own], ['layout', 'import', own]]) {
		const ran = await run(argv, '', at);
		expect(ran.code).toBe(2);
		expect(ran.err).toContain(says);
	}

	await writeFile(join(at, '.config/trailtop/config.yaml'), yaml);
	const ran = await run(['query', '*', '--from', 'logs'], '', at);
	expect(ran.code).toBe(2);
	expect(ran.err).toContain(says);
});

test('an error of the system names what it was about, and what to do', async () => {
	const ran = await run(['layout', 'check', 'nowhere.yaml']);
	expect(ran.code).toBe(3);
	expect(ran.err).toMatch(/^trailtop: ENOENT: .*'nowhere.yaml'; look for a mistake in the path\n$/);
});

/** Runs the program with stdout or stderr on a device that is always full. */
async function onFullDevice(stream: 1 | 2, argv: readonly string[]) {
	const shell = `exec "$0" "$@" ${stream}>/dev/full`;
	return new Promise<{ code: number; out: string; err: string }>(resolve => {
		execFile(
			'sh',
			['-c', shell, process.execPath, program, ...argv],
			{ cwd: home.path, env: { PATH: process.env['PATH'], HOME: home.path, TZ: 'UTC' } },
			(error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
		);
	});
}

const until = ['--until', '2026-03-01T13:00:00Z'];
test.each([
	{ argv: ['query', '*', '--from', 'logs', ...until] },
	{ argv: ['query', '*', '--from', 'logs', '--format', 'csv', ...until] },
	{ argv: ['show', 'access', '--from', 'logs', ...until] },
	{ argv: ['export', '*', '--from', 'logs', ...until] },
	{ argv: ['doctor', '--from', 'logs'] },
	{ argv: ['damaged', 'list', '--from', 'logs', ...until] },
	{ argv: ['ingest', '--once', '--from', 'logs', '--store', 'store', ...until] },
	{ argv: ['layout', 'schema'] },
	{ argv: ['template', 'terraform', '--bucket', 'logs', '--principal', '111122223333'] },
	{ argv: ['completion', 'bash'] },
	{ argv: ['paths'] },
	{ argv: ['config'] },
	{ argv: ['help'] },
	{ argv: ['--version'] },
])('$argv on a full disk ends with 3 and says so', async ({ argv }) => {
	const ran = await onFullDevice(1, argv);
	expect(ran.err).toMatch(/trailtop: stdout was not written whole: ENOSPC: .*; make room .*\n$/);
	expect(ran.err).not.toMatch(/\n\s+at /);
	expect(ran.code).toBe(3);
});

test.each([
	{ argv: ['frobnicate'] },
	{ argv: ['query', '* | coutn', '--from', 'logs', ...until] },
	{ argv: ['threats', 'list'] },
	{ argv: ['query', '*', '--from', 'nowhere'] },
])('what $argv could not say on stderr is told by the exit code', async ({ argv }) => {
	expect((await onFullDevice(2, argv)).code).toBe(3);
});

test('nobody who closes stdout early is told of an error', async () => {
	const shell = '{ "$0" "$@"; echo "$?" >code; } | head -c 1';
	const big = await open(join(home.path, 'big.json'), 'w');
	await big.write(JSON.stringify({ Records: Array.from({ length: 3_000 }, () => aRecord()) }));
	await big.close();
	const argv = ['export', '*', '--from', 'big.json', ...until];
	const err = await new Promise<string>(resolve => {
		execFile(
			'sh',
			['-c', shell, process.execPath, program, ...argv],
			{ cwd: home.path, env: { PATH: process.env['PATH'], HOME: home.path } },
			(_error, _out, text) => resolve(text),
		);
	});
	expect(err).toBe('');
	expect(await readFile(join(home.path, 'code'), 'utf8')).toBe('0\n');
});
