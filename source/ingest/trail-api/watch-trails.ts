import type { Clock } from '../clock.ts';
import type { Flaw } from './flaws.ts';

export interface TrailWatch {
	readonly clock: Clock;
	/** Asks once; an error of CloudTrail is a flaw. */
	ask(signal: AbortSignal): Promise<readonly Flaw[]>;
	/** Called when the flaws are others than before. */
	found(flaws: readonly Flaw[]): void;
}

/** The first panels are drawn before CloudTrail is asked. In ms. */
const firstAfterMs = 10_000;
const askEveryMs = 3_600_000;

/**
 * Asks what is not logged once after the start and then every hour, until the signal aborts. A
 * flaw that stays is told once.
 *
 * @throws what `ask` throws
 */
export async function watchTrails(
	{ clock, ask, found }: TrailWatch,
	signal: AbortSignal,
): Promise<void> {
	let told = '';
	await clock.sleep(firstAfterMs, signal);
	while (!signal.aborted) {
		const flaws = await ask(signal);
		const words = JSON.stringify(flaws);
		if (words !== told) {
			told = words;
			found(flaws);
		}

		await clock.sleep(askEveryMs, signal);
	}
}
