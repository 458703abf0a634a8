import { ChildProcess, fork } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { QueryProcess } from '../../../source/app/workers/query-process.ts';
import { WorkerProcess } from '../../../source/app/workers/worker-process.ts';

const settings = {
	stores: [{ name: 'a', dir: 'nowhere' }],
	intel: { example: true, tablesDir: 'nowhere', threatFiles: [], geoFiles: [] },
	memoryBytes: 1e8,
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
	const failed = vi.fn<(message: string, hadStarted: boolean) => void>();
	const worker = new QueryProcess(
		settings,
		{ replied: () => {}, failed },
		new WorkerProcess(start),
	);
	await expect(worker.client.damaged()).rejects.toThrow('could not be started');
	await worker.stop();
	expect(failed).toHaveBeenCalledOnce();
	expect(failed).toHaveBeenCalledWith(expect.stringContaining(cause), false);
});
