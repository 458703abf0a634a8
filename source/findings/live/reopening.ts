import { formatPlural } from '../../text/number.ts';
import { isAtLeast } from '../rule.ts';
import type { FindingRow } from './rows.ts';
import type { Closing, FindingStanding } from './standing.ts';

/** Who says that a finding is open again. */
export const reopenedBy = 'trailtop';

type Now = Pick<FindingRow, 'lastMs' | 'severity' | 'count'>;

/**
 * Why a closed finding is open again; undefined: it stays as it is. What was fixed has come back when there is a hit that
 * is newer than the newest that was known then; older ones that come late are no news. What was expected or no finding may
 * go on as it does. What has become more severe is to be judged again, whatever was said of it.
 *
 * It depends on what was known and on what stands in the store alone: the order in which objects come changes nothing.
 */
export function whyReopened(
	{ state, reason, closing }: FindingStanding,
	now: Now,
): string | undefined {
	if (state !== 'closed' || closing === undefined) {
		return undefined;
	}

	const before = closing.known?.severity;
	if (before !== undefined && before !== now.severity && isAtLeast(now.severity, before)) {
		return `it became ${now.severity} after it was closed as ${before}`;
	}

	if (reason !== 'fixed' || now.lastMs <= knownMs(closing)) {
		return undefined;
	}

	return now.lastMs > closing.atMs
		? 'hits after it was closed as fixed'
		: 'newer hits came late, after it was closed as fixed';
}

/** What came since a finding was closed, for people; empty when nothing did. */
export function sinceClosed({ state, closing }: FindingStanding, now: Now): string {
	if (state !== 'closed' || closing?.known === undefined) {
		return '';
	}

	const more = now.count - closing.known.count;
	const isNewer = now.lastMs > closing.known.lastMs;
	if (more <= 0) {
		// Old hits may have gone with their segments.
		return isNewer ? 'newer hits' : '';
	}

	return `${formatPlural(more, 'hit')}${isNewer ? '' : ', none newer than those that were known'}`;
}

/** Of a finding, which closing it is: the next one has other words. */
export function closingId({ atMs, known }: Closing): string {
	return `${atMs} ${known?.lastMs ?? ''} ${known?.count ?? ''}`;
}

/** A log of an earlier version does not say what was known: then it is what had happened. */
function knownMs({ atMs, known }: Closing): number {
	return known?.lastMs ?? atMs;
}
