import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Filler } from '../../../source/app/workers/filler.ts';
import type { Environment } from '../../../source/app/environment.ts';

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
	vi.useRealTimers();
});

const environment: Environment = {
	name: 'prod',
	source: { kind: 'example', seed: 1, nowMs: 0, live: false },
	storeDir: undefined,
	groupAccess: false,
	members: [],
	sourceCategory: 'prod',
	sourceName: 'prod',
	sourceHost: '',
	scope: { key: '_sourceCategory', value: 'prod' },
	since: '1h',
	pollMs: 1_000,
	retentionDays: undefined,
	diskBudgetBytes: undefined,
	limits: {},
	verify: 'off',
	publicKeys: [],
	aliases: {},
	administrators: [],
};

/** A filler whose workers are these programs, one after the other; the last one comes again. */
function aFiller(...programs: readonly string[]) {
	const told: string[] = [];
	const workers: Worker[] = [];
	const filler = new Filler(
		{
			environment,
			storeDir: 'nowhere',
			sinceMs: 0,
			configDir: '/nowhere',
			inFlightBytesMax: 1,
			outputs: [],
		},
		{
			readable: () => {},
			committed: () => {},
			statusChanged: () => {},
			notify: (_, text) => told.push(text),
			retried: () => {},
		},
		() => {
			const program = programs[Math.min(workers.length, programs.length - 1)] ?? '';
			const worker = new Worker(program, { eval: true });
			workers.push(worker);
			return worker;
		},
	);
	// Unlike `once` of node:events, it does not fail for what the worker throws.
	const ended = () => new Promise(resolve => workers.at(-1)?.once('exit', resolve));
	return { filler, told, workers, ended };
}

const reply = (message: string) => `require('node:worker_threads').parentPort.${message};`;
const live = reply(
	`postMessage({ type: 'status', status: { state: 'live', objects: { skippedByFolder: {} }, prefixes: [], lagByPrefix: [] }, counts: {} })`,
);

test('an ingest worker that ends is told and started again, each time after twice as long', async () => {
	const { filler, told, workers, ended } = aFiller('throw new Error("boom")');
	for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]) {
		const count = workers.length;
		await ended();
		expect(told.at(-1)).toMatch(/^ingest has ended: boom; it starts again in \d/);
		expect(filler.status).toMatchObject({ state: 'stopped' });
		vi.advanceTimersByTime(waitMs - 1);
		expect(workers).toHaveLength(count);
		vi.advanceTimersByTime(1);
		expect(workers).toHaveLength(count + 1);
	}

	await ended();
	expect(told.at(-1)).toBe('ingest has ended: boom; r in the sources starts it');
	vi.advanceTimersByTime(1e9);
	expect(workers).toHaveLength(8);
	expect(filler.retryDamaged()).toBe(true);
	expect(workers).toHaveLength(9);
	await ended();
	expect(told.at(-1)).toContain('starts again in 1s');
	await filler.stop();
});

test('one that was live before it ended waits as short as the first time', async () => {
	const { told, filler, ended } = aFiller('process.exit(5)', `${live}process.exit(5)`);
	await ended();
	expect(told.at(-1)).toBe('ingest has ended: it ended with exit code 5; it starts again in 1s');
	vi.advanceTimersByTime(1_000);
	await ended();
	expect(told.at(-1)).toContain('starts again in 1s');
	await filler.stop();
	vi.advanceTimersByTime(1e9);
	expect(told).toHaveLength(2);
});

test('the reason of one that says why it cannot go on is told once', async () => {
	const failed = reply(`postMessage({ type: 'failed', message: 'disk full', next: 'make room' })`);
	const { told, filler, ended } = aFiller(failed);
	await ended();
	expect(told).toEqual(['ingest has ended: disk full; make room; it starts again in 1s']);
	await filler.stop();
});

test('one whose store another process has taken over fetches nothing again', async () => {
	const { filler, workers } = aFiller(
		`${reply(`postMessage({ type: 'ready' })`)}
		require('node:worker_threads').parentPort.on('message', ({ type }) => {
			if (type === 'stop') {
				process.exit();
			}

			${reply(`postMessage({ type: 'read-only', reason: '' })`)}
		});`,
	);
	const heard = () => new Promise(resolve => workers[0]?.once('message', resolve));
	await heard();
	expect(filler.retryDamaged()).toBe(true);
	await heard();
	expect(filler.status).toMatchObject({ state: 'idle', detail: 'filled by another trailtop' });
	expect(filler.retryDamaged()).toBe(false);
	await filler.stop();
});
