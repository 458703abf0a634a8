import { formatNumber, formatPlural } from '../../text/number.ts';
import type { RangeProof } from './proof-report.ts';

/** What signed digests prove, in words: `proven by digests up to 2026-03-01 14:00 UTC, but for 2 gaps`. */
export function proofWords({ provenToMs, gapCount, uncoveredCount }: RangeProof): string {
	if (provenToMs === undefined) {
		return 'no signed digest was verified yet';
	}

	const until = `${new Date(provenToMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	const gaps = gapCount === 0 ? 'without a gap' : `but for ${formatPlural(gapCount, 'gap')}`;
	const rest =
		uncoveredCount === 0 ? '' : `; of ${placeWords(uncoveredCount)} there are no digests`;
	return `proven by digests up to ${until}, ${gaps}${rest}`;
}

function placeWords(count: number): string {
	return count === 1 ? '1 account and region' : `${formatNumber(count)} accounts and regions`;
}

/** The same as it stands in JSON. */
export function proofDocument({ provenFromMs, provenToMs, gapCount, uncoveredCount }: RangeProof) {
	const isoOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
	return {
		provenFrom: isoOf(provenFromMs),
		provenTo: isoOf(provenToMs),
		gaps: gapCount,
		withoutDigests: uncoveredCount,
	};
}
