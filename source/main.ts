#!/usr/bin/env node
import { homedir, tmpdir } from 'node:os';
import { isatty } from 'node:tty';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
// First: from here on nothing is written past the gate.
import { stderr, stdout } from './gate.ts';
import { createAsk } from './ask.ts';
import { describeEnd } from './app/describe-error.ts';
import { exitCode } from './app/ports.ts';
import type { CommandPorts } from './app/ports.ts';
import { readUpTo } from './app/read-up-to.ts';
import { isBuilt, runApart, startEarly } from './run-apart.ts';
import { openTerminal } from './terminal.ts';
import { watchReader } from './watch-reader.ts';

/** Cells of a line when stdout is no terminal. */
const columnsDefault = 80;
/** The convention of shells: 128 plus the signal's number. */
const signalExitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Writes, and waits for a slow reader. */
async function out(data: string | Uint8Array): Promise<void> {
	if (!stdout.stream.write(data)) {
		await new Promise<void>(resolve => {
			stdout.stream.once('drain', resolve);
		});
	}
}

const argv = process.argv.slice(2);
/** Such a line goes to a thread as it is, and this one need not load what reads it. */
const isQuery = isBuilt && /^(?:query|show|export)$/.test(argv[0] ?? '');
if (isQuery) {
	startEarly();
}

const interrupted = new AbortController();

const fatal = new Set<() => void>();
const hadTerminal = stdout.stream.isTTY;

/** Ends the process at once. Restores the screen first, so that the error message can be read. */
function die(error: unknown): never {
	for (const listener of fatal) {
		listener();
	}

	stderr.stream.write(`trailtop: ${describeEnd(error)}\n`);
	hangUpWithTerminal();
	process.exit(exitCode.error);
}

/**
 * Ends with SIGHUP when the terminal was closed while the program ran: node itself would abort at
 * exit, because it cannot restore a closed terminal.
 */
function hangUpWithTerminal(): void {
	if (hadTerminal && !isatty(stdout.stream.fd)) {
		process.removeAllListeners('SIGHUP');
		process.kill(process.pid, 'SIGHUP');
	}
}

// The SDK's warning about old Node versions would be printed into the screen.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
stdout.stream.on('error', (error: NodeJS.ErrnoException) => {
	// `trailtop query … | head` closes the pipe: that is not an error.
	if (error.code === 'EPIPE') {
		endUnread();
	}

	stderr.stream.write(`trailtop: stdout was not written whole: ${describeEnd(error)}\n`);
	process.exit(exitCode.error);
});
/** What is lost on stderr can be told by the exit code alone. */
let leastCode: number = exitCode.rows;
stderr.stream.on('error', (error: NodeJS.ErrnoException) => {
	// Who closed it wanted no words.
	leastCode = error.code === 'EPIPE' ? leastCode : exitCode.error;
});

/** Ends the process at once: nobody reads what it would write, which is no error. */
function endUnread(): never {
	process.exit(exitCode.rows);
}

/** Commands that may write files, which do not go with the reader of what they say. */
const writing = ['export', 'report'];

/** Runs a command in a thread. */
async function runUntilUnread(own: readonly string[]): Promise<number> {
	const unwatch = writing.some(name => own.includes(name))
		? () => {}
		: watchReader(stdout.stream.fd, endUnread);
	try {
		return await runApart(own, ports);
	} finally {
		unwatch();
	}
}

/** Asks all running work to end. */
function interrupt(name: keyof typeof signalExitCodes): void {
	process.exitCode = signalExitCodes[name];
	interrupted.abort(name);
}

for (const [name, code] of Object.entries(signalExitCodes)) {
	process.once(name, () => {
		interrupt(name as keyof typeof signalExitCodes);
		// A second signal ends work that ignores the first.
		process.once(name, () => {
			for (const listener of fatal) {
				listener();
			}

			hangUpWithTerminal();
			process.exit(code);
		});
	});
}

async function runHere(): Promise<number> {
	const { run } = await import('./cli/run.ts');
	return await run(argv, {
		...ports,
		...(isBuilt ? { runApart: runUntilUnread } : {}),
	});
}

const ports: CommandPorts = {
	out,
	err: data => void stderr.stream.write(data),
	rewriteLine: text => stderr.rewriteLine(text),
	outIsTty: stdout.stream.isTTY,
	errIsTty: stderr.stream.isTTY,
	columns: stdout.stream.columns || columnsDefault,
	env: process.env,
	homeDir: homedir(),
	workingDir: process.cwd(),
	tempDir: tmpdir(),
	nowMs: () => Date.now(),
	random: () => Math.random(),
	pause: () => nextTurn(),
	stdin: () => text(process.stdin),
	stdinBytes: most => readUpTo(process.stdin, most),
	...(process.stdin.isTTY && stderr.stream.isTTY
		? { ask: createAsk(interrupted.signal, stderr) }
		: {}),
	signal: interrupted.signal,
	terminal: openTerminal(stdout.stream, stderr, fatal, () => interrupt('SIGHUP')),
};

const ended = isQuery ? await runUntilUnread(argv) : await runHere();
// A stream tells in a later turn that it could not be written.
await nextTurn();
const code = Math.max(ended, leastCode);
process.exitCode = interrupted.signal.aborted ? (process.exitCode ?? code) : code;
hangUpWithTerminal();
