import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { putFiles } from '../../fixtures/a-tailer.ts';
import { aRecord, anObject, startMs } from '../../fixtures/records.ts';
import { recordSchema } from '../../source/trail/schema.ts';
import { inspectStore, openWriter } from '../../store/index.ts';
import type { StoreKeeper } from '../../store/index.ts';
import { program } from './program.ts';

let folder: Awaited<ReturnType<typeof aFolder>>;
let other: StoreKeeper | undefined;
let child: ChildProcess | undefined;

beforeEach(async () => {
	folder = await aFolder();
	await putFiles(join(folder.path, 'logs'), [anObject([aRecord({ eventName: 'CreateUser' })])]);
});
afterEach(async () => {
	child?.kill('SIGKILL');
	await other?.close();
	other = undefined;
	await folder.remove();
});

/** This process takes over a store whose writer is suspended; by our clock it has been so for long. */
async function takeOver(): Promise<void> {
	const clock = () => Date.now() + 60_000;
	other = await openWriter({ dir: storeDir(), schema: recordSchema, clock });
}

const storeDir = () => join(folder.path, 'store');
/** Nothing comes later: who is suspended in the middle of a commit keeps everybody from writing. */
const args = () => [
	...['--from', join(folder.path, 'logs'), '--store', storeDir()],
	...['--since', new Date(startMs - 3_600_000).toISOString()],
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
