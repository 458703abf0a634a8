import type { Clock } from '../clock.ts';
import type { Finding } from './findings.ts';

export interface TrailWatch {
	readonly clock: Clock;
	/** Asks once; an error of CloudTrail is a finding. */
	ask(signal: AbortSignal): Promise<readonly Finding[]>;
	/** Called when the findings are others than before. */
	found(findings: readonly Finding[]): void;
}

/** The first panels are drawn before CloudTrail is asked. In ms. */
const firstAfterMs = 10_000;
const askEveryMs = 3_600_000;

/**
 * Asks what is not logged once after the start and then every hour, until the signal aborts. A
 * finding that stays is told once.
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
		const findings = await ask(signal);
		const words = JSON.stringify(findings);
		if (words !== told) {
			told = words;
			found(findings);
		}

		await clock.sleep(askEveryMs, signal);
	}
}
