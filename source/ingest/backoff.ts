export interface Backoff {
	readonly baseMs: number;
	readonly delayMax: number;
}

/** Full jitter: anything between nothing and the doubled delay, so that clients spread out. */
export function backoffMs(attempt: number, random: () => number, backoff: Backoff): number {
	return random() * Math.min(backoff.delayMax, backoff.baseMs * 2 ** Math.min(attempt, 30));
}
