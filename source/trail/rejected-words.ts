import type { RejectedSpan, RejectionCause } from './found-records.ts';

/** What to do about a piece that was left out. */
const nextSteps: Readonly<Record<RejectionCause, string>> = {
	broken:
		'CloudTrail writes valid JSON, so something changed it: read the original, or mend a copy and name it with --from',
	cut: 'get the whole file: fetch it again with `trailtop damaged retry`, or copy the original anew',
	deep: 'flatten it in a copy, and name that with --from',
	other: 'if it was an event, another tool changed it: read the original log',
};

/** Why a piece was left out, with what to do, as words after "it" or the place of the piece. */
export function rejectedWords({ reason, cause }: Pick<RejectedSpan, 'reason' | 'cause'>): string {
	return `${reason}; ${nextSteps[cause]}`;
}
