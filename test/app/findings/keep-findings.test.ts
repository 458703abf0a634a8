import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { threadOf } from '../../../source/app/findings/findings-thread.ts';
import { keepFindings } from '../../../source/app/findings/keep-findings.ts';
import type { LedgerRow, StoreCounts } from '../../../store/index.ts';

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
	vi.useRealTimers();
});

/** The keeper, with workers that are real threads running these programs, the last one again and again. */
function aKeeper(...programs: readonly string[]) {
	const told: string[] = [];
	const written: (readonly LedgerRow[])[] = [];
	const workers: Worker[] = [];
	let changed: () => void = () => {};
	let recordCount = 0;
	let failure: string | undefined;
	const kept = keepFindings(
		{ storeDir: 'nowhere', configDir: undefined },
		{
			onChange: listener => {
				changed = listener;
				return () => {};
			},
		},
		{
			counts: () => ({ recordCount }) as StoreCounts,
			ledger: () => undefined,
			ledgerRange: () => [],
			putLedger: rows => {
				written.push(rows);
				return failure === undefined ? Promise.resolve() : Promise.reject(new Error(failure));
			},
		},
		text => told.push(text),
		workerData => {
			const program = programs[Math.min(workers.length, programs.length - 1)] ?? '';
			const worker = new Worker(program, { eval: true, workerData });
			workers.push(worker);
			return threadOf(worker);
		},
	);
	return {
		kept,
		told,
		written,
		workers,
		grow: () => {
			recordCount++;
			changed();
		},
		change: () => changed(),
		fail: (why: string) => {
			failure = why;
		},
		heard: () => new Promise(resolve => workers.at(-1)?.once('message', resolve)),
		ended: () => new Promise(resolve => workers.at(-1)?.once('exit', resolve)),
	};
}

/** Answers each look with a row that says which look it was, and ends when it is told. */
const program = (restMs: number) => `
	const { parentPort, workerData } = require('node:worker_threads');
	let looks = 0;
	parentPort.on('message', message => {
		if (message.type === 'committed') {
			if (message.error) parentPort.postMessage({ type: 'notice', text: message.error });
			parentPort.postMessage({ type: 'looked', isWhole: true, restMs: ${restMs} });
		} else if (Atomics.load(workerData.ending, 0) !== 0) {
			parentPort.close();
		} else {
			parentPort.postMessage({ type: 'commit', rows: [{ key: 'look', value: ++looks }] });
		}
	});
`;

test('it looks at the start and whenever there are records, one look at a time, and writes what is found', async () => {
	const { kept, written, grow, change } = aKeeper(program(0));
	await kept.settled();
	expect(written.length).toBeGreaterThan(0);
	const before = written.length;
	change();
	await kept.settled();
	grow();
	await kept.settled();
	expect(written.flat().map(({ value }) => value)).toEqual(
		Array.from({ length: written.length }, (_, index) => index + 1),
	);
	expect(written.length).toBeGreaterThan(before);
	await kept.end();
});

test('what cannot be written is told to the worker, which goes on', async () => {
	const { kept, told, fail } = aKeeper(program(0));
	fail('the disk is full');
	await kept.settled();
	await kept.settled();
	expect(told[0]).toBe('the disk is full');
	await kept.end();
});

test('a worker that ends is told and started again after a minute, three times in all', async () => {
	const { kept, told, workers, ended } = aKeeper('throw new Error("no room")');
	for (let count = 1; count <= 3; count++) {
		expect(workers).toHaveLength(count);
		await ended();
		await vi.advanceTimersByTimeAsync(60_000);
	}

	expect(workers).toHaveLength(3);
	expect(told).toEqual([
		'nothing looks for findings: no room; it is started again in 60 s',
		'nothing looks for findings: no room; it is started again in 60 s',
		'nothing looks for findings: no room; `trailtop detect` looks once',
	]);
	await kept.settled();
	await kept.end();
});

test('nothing is written any more when it has ended', async () => {
	const { kept, written, grow, workers } = aKeeper(program(0));
	await kept.settled();
	await kept.end();
	const count = written.length;
	grow();
	expect(written).toHaveLength(count);
	expect(workers).toHaveLength(1);
});

test('one that is ended in the middle of a commit hears of it, and ends by itself', async () => {
	// It ends when it has heard of its commit, and never else.
	const { kept, written, workers } = aKeeper(`
		const { parentPort } = require('node:worker_threads');
		parentPort.on('message', message => {
			if (message.type === 'committed') {
				parentPort.close();
			} else if (!globalThis.asked) {
				globalThis.asked = true;
				parentPort.postMessage({ type: 'commit', rows: [{ key: 'look', value: 1 }] });
			}
		});
	`);
	let exitCode: number | undefined;
	workers[0]?.once('exit', code => {
		exitCode = code;
	});
	await kept.end();
	// 1 is that of a thread that had to be terminated.
	expect([written.length, exitCode]).toEqual([1, 0]);
});
