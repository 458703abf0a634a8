import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { aFolder } from '../../fixtures/a-store.ts';
import { program } from '../pty/program.ts';
import { keys, Terminal } from '../pty/terminal.ts';
import { heavyQueries } from '../query/engine/heavy-queries.ts';
import { aHeavyStore } from './heavy-store.ts';

const megabyte = 1e6;
/** Of `--memory 300` without a source: what is kept to answer faster. */
const answersBytesMax = 100 * megabyte;
/** The console itself, with the results of the last queries. */
const consoleBytesMax = 300 * megabyte;
/** What a process that has run heavy queries keeps beyond what it holds. */
const slackBytes = 120 * megabyte;
const queryCount = 100;
const looksMax = 300;
const lookEveryMs = 100;

let store: Awaited<ReturnType<typeof aFolder>>;

beforeAll(async () => {
	store = await aHeavyStore();
});
afterAll(async () => {
	await store.remove();
});

const isSettled = (screen: string) => !/loading …|running …|looking …/.test(screen);

/**
 * Bytes of its own that a process has in memory; 0 when it is gone. How much of the program and of the store is mapped is up to
 * the system.
 */
function ownBytes(pid: number): number {
	try {
		const [, kilobytes = '0'] =
			/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return Number(kilobytes) * 1_024;
	} catch {
		return 0;
	}
}

/** A process can be started from any thread of the console. */
function childrenOf(pid: number): readonly number[] {
	return readdirSync(`/proc/${pid}/task`).flatMap(task =>
		readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
			.split(' ')
			.filter(Boolean)
			.map(Number),
	);
}

/** Bytes of the console, and of its query processes together. */
function memoryOf({ pid }: Terminal) {
	const workers = childrenOf(pid);
	return {
		console: ownBytes(pid),
		workers: workers.reduce((sum, worker) => sum + ownBytes(worker), 0),
	};
}

const isAnswer = /^[\d,]+ rows?/;
/** Of a query of several parts no one part may be to blame. */
const faultOrAnswer =
	/^(?:[\d,]+ rows?|this (?:query needs more than the 200 MB that it may use|text has more than \d+ characters)(?:: \S.*)?$|two columns are named )/;

/** What became of a query: the first line of the result that tells it. */
async function ask(terminal: Terminal, text: string): Promise<string> {
	terminal.send('/');
	await terminal.until('esc close');
	terminal.send(keys.ctrlU + keys.paste(text) + keys.enter);
	await terminal.until(screen => screen.includes('▸ query') && !screen.includes('esc close'));
	// While it runs the console answers keys.
	terminal.send('?');
	await terminal.until('esc closes');
	terminal.send(keys.escape);
	const screen = await terminal.until(
		shown => !shown.includes('esc closes') && isSettled(shown) && /╭ query ─/.test(shown),
	);
	terminal.send(keys.escape);
	await terminal.until(shown => !shown.includes('▸ query') && isSettled(shown));
	const fault = /✗ ([^│]*?) *│/.exec(screen)?.[1];
	return fault ?? /[\d,]+ rows? · \d+ ms/.exec(screen)?.[0] ?? screen;
}

test.runIf(existsSync('/proc/self/task'))(
	'a hundred heavy queries, typed one after another, each end, and the console answers and gives back',
	async () => {
		const terminal = new Terminal(
			process.execPath,
			[
				...[program, '--store', store.path, '--dashboard', 'access'],
				...['--until', '2026-03-01T13:00:00Z', '--memory', '300'],
			],
			{ columns: 160, rows: 40 },
		);
		try {
			await terminal.until(screen => screen.includes('Name4') && isSettled(screen));
			const before = memoryOf(terminal);
			const kinds = { faults: 0, answers: 0 };
			for (const text of heavyQueries(11, queryCount)) {
				const end = await ask(terminal, text);
				expect(end, text).toMatch(faultOrAnswer);
				kinds[isAnswer.test(end) ? 'answers' : 'faults']++;
			}

			expect(Math.min(kinds.faults, kinds.answers)).toBeGreaterThan(queryCount / 4);
			const workersBytesMax = before.workers + answersBytesMax + slackBytes;
			// What is garbage is collected when nothing was asked for a while.
			let after = memoryOf(terminal);
			for (let look = 0; look < looksMax && after.workers > workersBytesMax; look++) {
				await wait(lookEveryMs);
				after = memoryOf(terminal);
			}

			expect(after.workers).toBeLessThan(workersBytesMax);
			expect(after.console).toBeLessThan(consoleBytesMax);
			terminal.send('q');
			expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
		} finally {
			terminal.close();
		}
	},
);
