import { formatPlural } from '../../text/number.ts';
import type { RangeProof } from './proof-report.ts';

/** What signed digests prove, in words: `proven by digests up to 2026-03-01 14:00 UTC, but for 2 gaps`. */
export function proofWords({ provenToMs, gapCount }: RangeProof): string {
	if (provenToMs === undefined) {
		return 'no signed digest was verified yet';
	}

	const until = `${new Date(provenToMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	const gaps = gapCount === 0 ? 'without a gap' : `but for ${formatPlural(gapCount, 'gap')}`;
	return `proven by digests up to ${until}, ${gaps}`;
}

/** The same as it stands in JSON. */
export function proofDocument({ provenFromMs, provenToMs, gapCount }: RangeProof) {
	const isoOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
	return { provenFrom: isoOf(provenFromMs), provenTo: isoOf(provenToMs), gaps: gapCount };
}
