import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject } from '../../fixtures/records.ts';

/** The built program; `npm test` builds it first. */
const program = 'dist/main.js';
const until = ['--until', '2026-03-01T13:00:00Z'];

let home: Awaited<ReturnType<typeof aFolder>>;
beforeAll(async () => {
	home = await aFolder();
	const logs = join(home.path, 'logs');
	await putFiles(logs, [anObject([aRecord(), aRecord({ eventName: 'ConsoleLogin' })])]);
	await mkdir(join(home.path, 'empty'));
	await writeFile(join(home.path, 'no-store'), 'x');
	await run('ingest', '--once', '--from', 'LOGS', '--store', 'STORE', ...until);
});
afterAll(() => home.remove());

interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Runs the program; words in capitals are places below the home folder. */
async function run(...argv: readonly string[]): Promise<Ran> {
	const places = argv.map(word =>
		/^[A-Z-]{4,}$/.test(word) ? join(home.path, word.toLowerCase()) : word,
	);
	return new Promise(resolve => {
		execFile(
			process.execPath,
			[program, ...places],
			{ env: { PATH: process.env['PATH'], HOME: home.path, TZ: 'UTC' } },
			(error, out, err) => {
				const code = error === null ? 0 : Number(error.code ?? -1);
				resolve({ code, out, err });
			},
		);
	});
}

const forRole = ['--bucket', 'logs', '--principal', '111122223333'];
const stored = ['--store', 'STORE', ...until];
test.each([
	{ argv: ['query', '* | count', ...stored], code: 0, out: /_count\n.*\n.*2/ },
	{ argv: ['query', 'nothinglikethis', ...stored], code: 1 },
	{ argv: ['query', '* | coutn', ...stored], code: 2, err: /did you mean/ },
	{ argv: ['query', '*', '--store', 'NO-STORE'], code: 3, err: /no-store/ },
	{ argv: ['query', '*', '--from', 'NOWHERE'], code: 3, err: /there is no .*nowhere/ },
	{ argv: ['query'], code: 2, err: /needs a query/ },
	{ argv: ['query', '*', '--format', 'xml', ...stored], code: 2, err: /--format is one of/ },
	{ argv: ['show', 'access', ...stored], code: 0, out: /AM1/ },
	{ argv: ['show', 'acess', ...stored], code: 2, err: /the dashboards: / },
	{ argv: ['show', 'access', '--from', 'EMPTY', ...until], code: 0 },
	{ argv: ['store', ...stored.slice(0, 2)], code: 0, out: /records\s+2/ },
	{ argv: ['export', 'eventName=ConsoleLogin', ...stored], code: 0, out: /^\{.*\}\n$/ },
	{ argv: ['export', 'nothinglikethis', ...stored], code: 1 },
	{ argv: ['why', 'no-such-object', '--store', 'STORE'], code: 1 },
	{ argv: ['doctor', '--from', 'LOGS'], code: 0, out: /all good/ },
	{ argv: ['doctor', '--from', 'NOWHERE'], code: 3, out: /FAIL/ },
	{ argv: ['init'], code: 2, err: /use --yes/ },
	{ argv: ['template', 'terraform'], code: 2, err: /--principal/ },
	{ argv: ['template', 'terraform', ...forRole], code: 0, out: /"aws_iam_role" "read"/ },
	{ argv: ['template', 'cloudformation', ...forRole], code: 0, out: /Type: AWS::IAM::Role/ },
	{ argv: ['verify', '--from', 'LOGS'], code: 2, err: /list-public-keys/ },
	{ argv: ['frobnicate'], code: 2, err: /no command/ },
	{ argv: ['--version'], code: 0, out: /^\d+\.\d+\.\d+\n$/ },
	{ argv: ['help', 'doctor'], code: 0, out: /Exit code 0/ },
	{ argv: ['help', 'time'], code: 0, out: /last 3 days · last 24h .*\n +a length that ends now/ },
	{ argv: stored, code: 0, out: /^Overview · store · / },
	{ argv: ['--dashboard', 'acess', ...stored], code: 2, err: /the dashboards: / },
])('$argv ends with $code', async ({ argv, code, out, err }) => {
	const ran = await run(...argv);
	expect(ran.code, ran.err).toBe(code);
	if (out !== undefined) {
		expect(ran.out).toMatch(out);
	}

	if (err !== undefined) {
		expect(ran.err).toMatch(err);
		expect(ran.out).toBe('');
	}

	// What goes wrong is one sentence with its next step, never a stack.
	expect(ran.err).not.toMatch(/\n\s+at /);
});
