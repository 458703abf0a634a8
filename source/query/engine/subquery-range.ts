import { Unanswerable } from '../spending.ts';
import type { StageContext } from '../stage/stage-context.ts';
import { emptyRange } from '../syntax/read-subquery.ts';
import { resolveSpoken } from '../syntax/subquery-time.ts';
import type { SubqueryTime } from '../syntax/subquery-time.ts';
import type { Subquery } from '../syntax/tree.ts';

/**
 * The range of a subquery, in ms since the epoch: `from` alone reaches to the time of the query.
 *
 * @throws Unanswerable when nothing lies in it
 */
export function rangeOfSubquery(
	{ from, to, span }: Subquery,
	{ fromMs, toMs, nowMs, timeZone }: StageContext,
): { readonly fromMs: number; readonly toMs: number } {
	const untilMs = from === undefined ? toMs : nowMs;
	const range = {
		fromMs: from === undefined ? fromMs : instantOfSubquery(from, span, nowMs, timeZone),
		toMs: to === undefined ? untilMs : instantOfSubquery(to, span, nowMs, timeZone),
	};
	if (range.fromMs >= range.toMs) {
		const [first, last] = [range.fromMs, range.toMs].map(isoText);
		const message = `${emptyRange.message}: from ${first} to ${last}`;
		throw new Unanswerable({ severity: 'fault', span, message, next: emptyRange.next });
	}

	return range;
}

/** Of a time that JavaScript can tell; else its number. */
function isoText(ms: number): string {
	return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

/**
 * Ms since the epoch.
 *
 * @throws Unanswerable when the clock of the session shows no such time
 */
function instantOfSubquery(
	time: SubqueryTime,
	span: Subquery['span'],
	nowMs: number,
	timeZone: string,
): number {
	switch (time.kind) {
		case 'ago':
			return nowMs - time.ms;
		case 'instant':
			return time.ms;
		case 'spoken': {
			const read = resolveSpoken(time.text, { nowMs, timeZone });
			if ('ms' in read) {
				return read.ms;
			}

			const next = `write ${read.example}`;
			throw new Unanswerable({ severity: 'fault', span, message: read.reason, next });
		}
	}
}
