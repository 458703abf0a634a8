import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Terminal } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';

/** The built program; `npm test` builds it first. */
export const program = 'dist/main.js';

/** The end of the example trail in these tests, so that every run shows the same. */
export const until = '2026-03-14T12:00:00Z';

const run = promisify(execFile);

/** Runs a command that draws nothing; its stdout. Exit code 1, no rows, is no error here. */
export async function trailtop(...args: readonly string[]): Promise<string> {
	const { stdout } = await run(process.execPath, [program, ...args], { maxBuffer: 100_000_000 });
	return stdout;
}

export interface Store {
	readonly dir: string;
	remove(): Promise<void>;
}

/** A store with the last day of the example trail. */
export async function exampleStore(): Promise<Store> {
	const dir = await mkdtemp(join(tmpdir(), 'trailtop-pty-'));
	await trailtop(
		...['ingest', '--once', '--from', 'example', '--since', '24h', '--until', until],
		...['--store', dir],
	);
	return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** The console over a store that nobody fills. */
export function consoleOn(
	store: Store,
	args: readonly string[] = [],
	options: TerminalOptions = { columns: 80, rows: 24 },
): Terminal {
	return new Terminal(
		process.execPath,
		[resolve(program), ...consoleArguments(store), ...args],
		options,
	);
}

export function consoleArguments(store: Store): string[] {
	return ['--store', store.dir, '--until', until];
}

/** Waits until every panel has its answer and the keys stand below them. */
export async function settled(terminal: Terminal): Promise<string> {
	return await terminal.until(
		screen => !/loading |running |looking |updating/.test(screen) && /\? help\s*$/.test(screen),
	);
}
