export interface Backoff {
	readonly baseMs: number;
	readonly delayMax: number;
}

/**
 * Full jitter: a random delay in ms from 0 to the doubled delay, so that clients do not retry at
 * the same time.
 */
export function backoffMs(attempt: number, random: () => number, backoff: Backoff): number {
	return random() * Math.min(backoff.delayMax, backoff.baseMs * 2 ** Math.min(attempt, 30));
}
