import { setImmediate as nextTurn } from 'node:timers/promises';

/** Time and waiting as a port, so that tests never sleep. */
export interface Clock {
	/** Ms since the epoch; may jump when the clock is set. */
	nowMs(): number;
	/** Ms since an arbitrary start; never jumps. */
	elapsedMs(): number;
	/** Resolves after `ms`, or at once when `signal` aborts (it does not reject). */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
	/** Lets timers, messages and signals run between two pieces of work. */
	pause(): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
	nowMs: () => Date.now(),
	elapsedMs: () => performance.now(),
	sleep: (ms, signal) =>
		new Promise(resolve => {
			if (signal.aborted) {
				resolve();
				return;
			}

			const done = (): void => {
				clearTimeout(timer);
				signal.removeEventListener('abort', done);
				resolve();
			};

			const timer = setTimeout(done, Math.max(0, ms));
			signal.addEventListener('abort', done);
		}),
	pause: () => nextTurn(),
};
