import type { Worker } from 'node:worker_threads';

/** How long a worker may take to end by itself, in ms; then it is terminated. */
const stopWaitMs = 4_000;

/**
 * Resolves when a worker that was asked to end has ended. Terminates it when it takes too long.
 *
 * @param waitMs - how long that is
 */
export async function endOf(worker: Worker, waitMs = stopWaitMs): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	await Promise.race([
		new Promise<void>(resolve => {
			worker.once('exit', () => resolve());
		}),
		new Promise<void>(resolve => {
			timer = setTimeout(resolve, waitMs);
		}),
	]);
	clearTimeout(timer);
	await worker.terminate();
}
