import { existsSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consoleOn, exampleStore } from './program.ts';
import type { Store } from './program.ts';
import type { Terminal } from './terminal.ts';

let store: Store;

beforeAll(async () => {
	store = await exampleStore();
});

afterAll(async () => {
	await store.remove();
});

/** The query workers of a console; Linux tells them. */
function workersOf({ pid }: Terminal): readonly number[] {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
	return children.split(' ').filter(Boolean).map(Number);
}

async function untilGone(pid: number): Promise<void> {
	while (existsSync(`/proc/${pid}`)) {
		await nextTurn();
	}
}

test.runIf(existsSync('/proc/self/task'))(
	'a query worker that is killed is told and replaced, and the console goes on',
	async () => {
		const terminal = consoleOn(store, ['--dashboard', 'access']);
		try {
			await terminal.until(/CreateSnapshot/);
			const [first = 0] = workersOf(terminal);
			process.kill(first, 'SIGKILL');
			await terminal.until(/the query worker ended by SIGKILL, and was started again/);
			terminal.send('3');
			await terminal.until(/ConsoleLogin|logins/i);
			await untilGone(first);
			const [second = 0] = workersOf(terminal);
			expect(second).toBeGreaterThan(0);
			expect(second).not.toBe(first);
			terminal.send('2');
			await terminal.until(/CreateSnapshot/);
			terminal.send('q');
			expect(await terminal.untilExit()).toEqual({ exitCode: 0, signal: 0 });
			await untilGone(second);
		} finally {
			terminal.close();
		}
	},
);

test.runIf(existsSync('/proc/self/task'))(
	'a query whose worker is killed says so in its panel, and others go on',
	async () => {
		const terminal = consoleOn(store, ['--dashboard', 'access']);
		try {
			// Of several queries that ran together each would be tried once more.
			await terminal.until(/^(?=[\s\S]*CreateSnapshot)(?![\s\S]*loading)/);
			const workers = workersOf(terminal);
			// None can answer before it is killed, also not while the query is typed.
			workers.forEach(worker => process.kill(worker, 'SIGSTOP'));
			terminal.send('/\u0015* | count by awsRegion');
			await terminal.until(/count by awsRegion/);
			terminal.send('\r');
			await terminal.until(/running/);
			workers.forEach(worker => process.kill(worker, 'SIGKILL'));
			await terminal.until(/the query worker ended by SIGKILL(?!,)/);
			terminal.send('r');
			await terminal.until(/us-east-1|eu-west-1/);
			terminal.send('q');
			await terminal.untilExit();
		} finally {
			terminal.close();
		}
	},
);

test.runIf(existsSync('/proc/self/task'))(
	'a console that is killed takes its query worker with it',
	async () => {
		const terminal = consoleOn(store, ['--dashboard', 'access']);
		try {
			await terminal.until(/CreateSnapshot/);
			const workers = workersOf(terminal);
			expect(workers.length).toBeGreaterThan(0);
			terminal.kill('SIGKILL');
			await terminal.untilExit();
			for (const worker of workers) {
				await untilGone(worker);
			}
		} finally {
			terminal.close();
		}
	},
);

test.runIf(existsSync('/proc/self/task'))(
	'a query that would read one segment for minutes ends with esc, and its worker goes on',
	async () => {
		const terminal = consoleOn(store, ['--dashboard', 'access']);
		try {
			await terminal.until(/^(?=[\s\S]*CreateSnapshot)(?![\s\S]*loading)/);
			const workers = workersOf(terminal);
			// Each place of each record is followed to its end.
			terminal.send('/\u0015* | parse regex "(?<x>(?=.*zz)\\\\w+~~)" nodrop | count by x');
			await terminal.until(/count by x/);
			terminal.send('\r');
			await terminal.until(/running/);
			terminal.send('\u001B');
			await terminal.until(/^(?![\s\S]*running)/);
			terminal.send('/\u0015* | count by awsRegion\r');
			await terminal.until(/us-east-1[\s\S]*eu-west-1|eu-west-1[\s\S]*us-east-1/);
			expect(workersOf(terminal)).toContain(workers[0]);
			terminal.send('q');
			await terminal.untilExit();
		} finally {
			terminal.close();
		}
	},
);
