import type { TrailQuestion } from '../../app/source/source-kind.ts';
import type { Finding } from '../../ingest/trail-api/findings.ts';
import { trailFindings } from '../../app/trail-findings.ts';
import { reporterFor } from './check.ts';
import type { Check } from './check.ts';

/** Asks CloudTrail what the trails of a source do not log. */
export async function checkTrails(
	question: TrailQuestion,
	nowMs: number,
	signal: AbortSignal,
	onCheck: (check: Check) => void,
): Promise<void> {
	reportFindings(await trailFindings(question, nowMs, signal), onCheck);
}

export function reportFindings(
	findings: readonly Finding[],
	onCheck: (check: Check) => void,
): void {
	const report = reporterFor('source', onCheck);
	for (const { name, state, found, next } of findings) {
		report(name, state, found, { next });
	}
}
