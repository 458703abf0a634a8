import { ChildProcess, fork, spawn } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { QueryProcess } from '../../../source/app/workers/query-process.ts';
import type { WorkerEnd } from '../../../source/app/workers/worker-end.ts';
import { WorkerProcess } from '../../../source/app/workers/worker-process.ts';

const settings = {
	stores: [{ name: 'a', dir: 'nowhere', category: '', isFilled: false }],
	intel: { example: true, tablesDir: 'nowhere', threatFiles: [], geoFiles: [] },
	configDir: '',
	memoryBytes: 1e8,
	runBytesMax: 1e8,
};

/** No memory is left, or no file can be opened; node reports each in its own way. */
const unstartable: readonly [string, () => ChildProcess][] = [
	[
		'spawn ENOMEM',
		() => {
			throw new Error('spawn ENOMEM');
		},
	],
	[
		'spawn EMFILE',
		() => {
			const child = new ChildProcess();
			process.nextTick(() => child.emit('error', new Error('spawn EMFILE')));
			return child;
		},
	],
	['ENOENT', () => fork('nothing.js', [], { execPath: '/does/not/exist' })],
];

test.each(unstartable)('a worker that cannot start (%s) is told once', async (cause, start) => {
	const failed = vi.fn<(end: WorkerEnd, hadStarted: boolean) => void>();
	const worker = new QueryProcess(
		settings,
		{ replied: () => {}, failed },
		new WorkerProcess(start),
	);
	await expect(worker.client.damaged()).rejects.toThrow('could not be started');
	await worker.stop();
	expect(failed).toHaveBeenCalledOnce();
	expect(failed).toHaveBeenCalledWith(
		expect.objectContaining({ message: expect.stringContaining(cause) as string }),
		false,
	);
});

/** A program that ends in some way, as a process. */
const program = (text: string, flags: readonly string[] = []) =>
	new WorkerProcess(() => spawn(process.execPath, [...flags, '-e', text], { stdio: 'ignore' }));

test('of a worker that used up its heap, the query is told that it needed more memory', async () => {
	const hungry = program('const all = []; for (;;) all.push(new Array(1e5).fill(0));', [
		'--max-old-space-size=16',
	]);
	expect((await hungry.ended).ofQuery).toMatch(/^this query needed more memory than the .+ that/);
});

test('of one that was killed, the signal is told; of one that ended by itself, its exit code', async () => {
	const killed = program('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);');
	expect((await killed.ended).ofQuery).toBe('the query worker ended by SIGKILL');
	const ended = program('process.exit(7)');
	expect((await ended.ended).ofQuery).toBe('the query worker ended with exit code 7');
});
