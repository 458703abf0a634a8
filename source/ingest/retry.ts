import { backoffMs } from './backoff.ts';
import type { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { concernsSource, SourceError } from './source.ts';

export interface RetryPorts {
	readonly clock: Clock;
	readonly random: () => number;
	/** Ms after which a request that goes on failing is given up; Infinity: the attempts alone count. */
	readonly patienceMs: number;
	/** Called before each wait. */
	readonly retried: (error: SourceError) => void;
}

export const listAttemptsMax = 10;
export const listBackoff: Backoff = { baseMs: 500, delayMax: 20_000 };

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): error is SourceError {
	return error instanceof SourceError && !concernsSource(error) && error.code !== 'denied';
}

/** Runs `work` until it succeeds, fails permanently, or has failed too often. */
export async function retrying<T>(
	work: () => Promise<T>,
	ports: RetryPorts,
	signal: AbortSignal,
): Promise<T> {
	const startedMs = ports.clock.elapsedMs();
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			signal.throwIfAborted();
			const isOver = ports.clock.elapsedMs() - startedMs >= ports.patienceMs;
			if (!isTransient(error) || attempt >= listAttemptsMax || isOver) {
				throw error;
			}

			ports.retried(error);
			await ports.clock.sleep(backoffMs(attempt, ports.random, listBackoff), signal);
		}
	}
}
