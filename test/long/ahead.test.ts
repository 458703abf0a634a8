import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEnvironment } from '../../store/lmdb/environment.ts';
import { consoleOn, exampleStore, program, trailtop, until } from '../pty/program.ts';
import type { Store } from '../pty/program.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

/** How many answers are kept beside the store. */
async function keptCount(): Promise<number> {
	const dir = join(store.dir, 'kept');
	if (!existsSync(dir)) {
		return 0;
	}

	const environment = openEnvironment({ dir, directoryMode: 0o700, create: true });
	try {
		return environment.keys({ start: Buffer.of(0), end: Buffer.alloc(64, 0xff) }).length;
	} finally {
		await environment.close();
	}
}

const shown = async () =>
	trailtop('show', 'overview', '--store', store.dir, '--until', until, '--format', 'json');

const warm = async () =>
	JSON.parse(await trailtop('store', 'warm', '--store', store.dir, '--format', 'json')) as {
		readonly queryCount: number;
		readonly doneCount: number;
		readonly madeCount: number;
		readonly faults: readonly string[];
	};

test('what is counted ahead is found by commands and by the console, and says the same', async () => {
	const before = JSON.parse(await shown()) as { readonly panels: readonly unknown[] };
	const first = await warm();
	expect(first).toMatchObject({ doneCount: first.queryCount, faults: [] });
	expect(first.queryCount).toBeGreaterThan(100);
	expect(first.madeCount).toBeGreaterThan(first.queryCount);
	expect(await warm()).toMatchObject({ madeCount: 0, doneCount: first.queryCount });
	const count = await keptCount();
	expect((JSON.parse(await shown()) as typeof before).panels).toEqual(before.panels);

	const terminal = consoleOn(store, ['--fresh'], { columns: 200, rows: 50 });
	try {
		for (const [key, title] of [
			['1', 'Unauthorized AWS API'],
			['2', 'Security Group Activity'],
			['3', 'Login'],
			['5', 'Configuration Changes'],
			['6', 'Threats by Geo'],
		] as const) {
			terminal.send(key);
			await terminal.until(title);
			await terminal.until(screen => !/loading …|running …|looking …|updating/.test(screen));
		}
	} finally {
		terminal.close();
		await terminal.untilExit();
	}

	expect(await keptCount()).toBe(count);
});

/** Processes that were started with this store. */
const processesOf = (verb: string) =>
	readdirSync('/proc').filter(entry => {
		try {
			const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
			return words.includes(store.dir) && words.includes(verb);
		} catch {
			return false;
		}
	});

const tail = () => [
	...[program, 'ingest', '--from', 'example', '--until', until, '--since', '24h'],
	...['--store', store.dir],
];

test('a tailer that has fetched all there is counts ahead, and ends that when it is ended', async () => {
	await rm(join(store.dir, 'kept'), { recursive: true, force: true });
	const tailer = spawn(process.execPath, tail(), { stdio: 'ignore' });
	let hasCounted = false;
	while (!hasCounted || (await keptCount()) === 0) {
		hasCounted ||= processesOf('warm').length > 0;
		expect(tailer.exitCode).toBeNull();
		await nextTurn();
	}

	tailer.kill('SIGTERM');
	await once(tailer, 'exit');
	expect(processesOf('warm')).toEqual([]);
});
