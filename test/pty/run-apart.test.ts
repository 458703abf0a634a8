import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { exampleStore, program, until } from './program.ts';
import type { Store } from './program.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

const copies = 'a,'.repeat(16).slice(0, -1);
const swaps = '| replace(a, /x/, "y") as a | replace(a, /y/, "x") as a '.repeat(100);
/**
 * More work on one value than a test may take: there is no moment between two records at which to
 * stop.
 */
const endless = `* | "xxxxxxxx" as a ${`| concat(${copies}) as a `.repeat(5)}${swaps}| length(a) as n | count by n`;

const args = (...more: readonly string[]) => [
	...['query', '--store', store.dir, '--since', '24h', '--until', until],
	...more,
];

/** Seconds of processor time that a process has used, in hundredths; Linux tells them. */
function workOf(pid: number): number {
	const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
	const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
	return user + system;
}

async function busy(argv: readonly string[], env: NodeJS.ProcessEnv = process.env) {
	const child = spawn(process.execPath, [program, ...argv], { stdio: 'ignore', env });
	const ended = once(child, 'exit');
	while (workOf(child.pid ?? 0) < 200) {
		await nextTurn();
	}

	return { child, ended };
}

test.runIf(existsSync('/proc/self/stat')).each([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)('%s ends a query that is busy with one value, with %d', async (signal, code) => {
	const { child, ended } = await busy(args(endless));
	child.kill(signal);
	expect(await ended).toEqual([code, null]);
});

test.runIf(existsSync('/proc/self/stat'))(
	'a store that was made for one query is gone when the query is ended',
	async () => {
		const folder = await aFolder();
		try {
			const { child, ended } = await busy(
				['query', '--from', 'example', '--since', '2h', endless],
				{ ...process.env, TMPDIR: folder.path },
			);
			expect(await readdir(folder.path)).toHaveLength(1);
			child.kill('SIGTERM');
			expect(await ended).toEqual([143, null]);
			expect(await readdir(folder.path)).toEqual([]);
		} finally {
			await folder.remove();
		}
	},
);

test('a reader that has seen enough ends the query, and that is no error', async () => {
	const child = spawn(
		process.execPath,
		[program, ...args('--format', 'ndjson', '--limit', '1000000', '*')],
		{ stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let err = '';
	child.stderr.on('data', (data: Buffer) => {
		err += data.toString();
	});
	const ended = once(child, 'close');
	await once(child.stdout, 'data');
	child.stdout.destroy();
	expect(await ended).toEqual([0, null]);
	expect(err).toBe('');
});

/** A query of endless work in a shell, before a pipe; the shell's descriptors from 3 on are sockets of ours. */
async function piped(reader: string) {
	const script = `{ echo "$BASHPID" >&2; exec "$@" 3>&- 4>&-; } | ${reader}; echo "\${PIPESTATUS[0]}"`;
	const shell = spawn('bash', ['-c', script, 'bash', process.execPath, program, ...args(endless)], {
		stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
	});
	const [, out, err, third, fourth] = shell.stdio as [null, Readable, Readable, Duplex, Duplex];
	const told = { out: text(out), err: text(err.pipe(new PassThrough())) };
	const [first] = (await once(err, 'data')) as [Buffer];
	return { pid: Number(String(first)), told, third, fourth };
}

async function work(pid: number, hundredths: number): Promise<void> {
	const until = workOf(pid) + hundredths;
	while (workOf(pid) < until) {
		await nextTurn();
	}
}

test.runIf(existsSync('/proc/self/stat'))(
	'a reader that leaves before anything is written ends the query, and that is no error',
	async () => {
		const { pid, told, third } = await piped('(read -u 3)');
		await work(pid, 200);
		third.end('leave\n');
		expect(await told.out).toBe('0\n');
		expect(await told.err).toBe(`${pid}\n`);
	},
);

test.runIf(existsSync('/proc/self/stat'))(
	'a reader that hands the pipe on may leave, and the query goes on until the last one does',
	async () => {
		const { pid, told, third, fourth } = await piped(
			'( (read -u 4) <&0 & exec <&- 4<&-; read -u 3)',
		);
		await work(pid, 200);
		third.end('leave\n');
		await work(pid, 200);
		fourth.end('leave\n');
		expect(await told.out).toBe('0\n');
		expect(await told.err).toBe(`${pid}\n`);
	},
);

test.each(['table', 'json', 'ndjson', 'csv'])(
	'what a thread answers as %s is what is answered without one, byte for byte',
	async format => {
		const argv = args('--format', format, '* | count by eventName, awsRegion');
		const child = spawn(process.execPath, [program, ...argv], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const pieces: Buffer[] = [];
		child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
		const [code] = (await once(child, 'close')) as [number];
		const folder = await aFolder();
		const ran = await runInProcess(argv, { home: folder.path, nowMs: Date.parse(until) });
		await folder.remove();
		expect(Buffer.concat(pieces).equals(ran.outBytes)).toBe(true);
		expect(code).toBe(ran.code);
	},
);

test('a query and records may come from stdin', async () => {
	const child = spawn(process.execPath, [program, ...args('-')], {
		stdio: ['pipe', 'pipe', 'ignore'],
	});
	let out = '';
	child.stdout.on('data', (data: Buffer) => {
		out += data.toString();
	});
	child.stdin.end('* | count');
	await once(child, 'close');
	expect(out).toContain('_count');
});

test('a query that is busy with one value ends in its time, with a word', async () => {
	const child = spawn(process.execPath, [program, ...args(endless, '--timeout', '2s')], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const told = text(child.stderr);
	const [code] = (await once(child, 'exit')) as [number];
	expect(code).toBe(3);
	expect(await told).toBe(
		'trailtop: there was no answer within 2s; ask for less, or give it more time\n',
	);
});

test('an answer in time is as without a limit, and what is no time is refused', async () => {
	const quick = args('* | count', '--format', 'csv');
	const ran = await runInProcess([...quick, '--timeout', '10m'], { home: '/', nowMs: 0 });
	expect(ran).toEqual(await runInProcess(quick, { home: '/', nowMs: 0 }));
	const odd = await runInProcess([...quick, '--timeout', 'soon'], { home: '/', nowMs: 0 });
	expect(odd.code).toBe(2);
	expect(odd.err).toBe('trailtop: --timeout takes a time such as 10s or 2m; found "soon"\n');
});
