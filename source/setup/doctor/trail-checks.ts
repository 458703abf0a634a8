import type { TrailQuestion } from '../../app/source/source-kind.ts';
import type { Flaw } from '../../ingest/trail-api/flaws.ts';
import { trailFlaws } from '../../app/trail-flaws.ts';
import { reporterFor } from './check.ts';
import type { Check } from './check.ts';

/** Asks CloudTrail what the trails of a source do not log. */
export async function checkTrails(
	question: TrailQuestion,
	nowMs: number,
	signal: AbortSignal,
	onCheck: (check: Check) => void,
): Promise<void> {
	reportFlaws(await trailFlaws(question, nowMs, signal), onCheck);
}

export function reportFlaws(flaws: readonly Flaw[], onCheck: (check: Check) => void): void {
	const report = reporterFor('source', onCheck);
	for (const { name, state, found, next } of flaws) {
		report(name, state, found, { next });
	}
}
