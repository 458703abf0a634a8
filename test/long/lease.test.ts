import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { aTailer, putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { FolderSource } from '../../source/ingest/folder-source.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { inspectStore, openWriter } from '../../store/index.ts';
import type { StoreKeeper } from '../../store/index.ts';
import { program } from '../pty/program.ts';
import { Terminal } from '../pty/terminal.ts';

let folder: Awaited<ReturnType<typeof aFolder>>;
let other: StoreKeeper | undefined;
let child: ChildProcess | undefined;
let terminal: Terminal | undefined;

beforeEach(async () => {
	folder = await aFolder();
	await putOne('CreateUser');
});
afterEach(async () => {
	child?.kill('SIGKILL');
	terminal?.close();
	await other?.close();
	other = undefined;
	await folder.remove();
});

/** This process takes over a store whose writer is suspended; by our clock it has been so for long. */
async function takeOver(): Promise<void> {
	let aheadMs = 60_000;
	const clock = () => Date.now() + aheadMs;
	other = await openWriter({ dir: storeDir(), schema: recordSchema, clock });
	aheadMs = 0;
	// A lease from the future would not last.
	await other.putLedger([]);
}

const hourMs = 3_600_000;
const logsDir = () => join(folder.path, 'logs');

/** An object with one event of this name is delivered. */
async function putOne(eventName: string): Promise<void> {
	const random = eventName.padEnd(16, '0');
	await putFiles(logsDir(), [anObject([aRecord({ eventName })], { random })]);
}

const storeDir = () => join(folder.path, 'store');
/** Nothing comes later: who is suspended in the middle of a commit keeps everybody from writing. */
const args = () => [
	...['--from', logsDir(), '--store', storeDir()],
	...['--since', new Date(startMs - hourMs).toISOString()],
];

/**
 * Waits until the writer has just renewed its lease: its next commit is seconds away, and who is
 * suspended within one keeps its lock.
 */
async function untilRenewed(): Promise<void> {
	const heartbeat = async () =>
		(await inspectStore(storeDir(), { nowMs: Date.now() })).writer?.heartbeatMs;
	const before = await heartbeat();
	while ((await heartbeat()) === before) {
		await nextTurn();
	}
}

function ingest() {
	const started = spawn(process.execPath, [program, 'ingest', ...args()], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child = started;
	let err = '';
	started.stderr.on('data', (data: Buffer) => {
		err += data.toString();
	});
	let out = '';
	const isLive = new Promise<void>(resolve => {
		started.stdout.on('data', (data: Buffer) => {
			out += data.toString();
			if (out.includes('"state":"live"')) {
				resolve();
			}
		});
	});
	return { started, isLive, ended: once(started, 'close'), err: () => err };
}

test('an ingest that lost its store while it was suspended ends with 3, and fills it when it starts again', async () => {
	const first = ingest();
	await first.isLive;
	await untilRenewed();
	first.started.kill('SIGSTOP');
	await takeOver();
	first.started.kill('SIGCONT');
	expect(await first.ended).toEqual([3, null]);
	expect(first.err()).toMatch(
		/this writer was silent too long and its lease passed to process \d+ on .*; start again when/,
	);
	await other?.close();
	const second = ingest();
	await second.isLive;
	second.started.kill('SIGTERM');
	expect(await second.ended).toEqual([143, null]);
});

test('a console that lost its store while it was suspended says so, reads on, and fills it again when it can', async () => {
	const shown = new Terminal(process.execPath, [program, ...args(), '--dashboard', 'access'], {
		columns: 180,
		rows: 40,
	});
	terminal = shown;
	await shown.until(/[●◉] live/);
	await untilRenewed();
	shown.kill('SIGSTOP');
	await takeOver();
	shown.kill('SIGCONT');
	const since = shown.bytes.length;
	await shown.until(/its lease passed to process \d+ on .*; this one reads on/);
	await shown.until(/filled by another trailtop/);
	expect(shown.bytes.slice(since)).not.toMatch(/has ended:|could not be read through/);

	await putOne('DeleteTrail');
	const { tailer } = aTailer(new FolderSource(logsDir()), other!, { sinceMs: startMs - hourMs });
	await tailer.once(new AbortController().signal);
	await shown.until(/DeleteTrail/);

	await other?.close();
	await shown.until(/[●◉] live/);
	await putOne('StopLogging');
	await shown.until(/StopLogging/);
	shown.send('q');
	expect(await shown.untilExit()).toEqual({ exitCode: 0, signal: 0 });
});
