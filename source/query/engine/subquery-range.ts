import { Unanswerable } from '../spending.ts';
import type { StageContext } from '../stage/stage-context.ts';
import { emptyRange } from '../syntax/read-subquery.ts';
import type { SubqueryTime } from '../syntax/subquery-time.ts';
import type { Subquery } from '../syntax/tree.ts';
import { instantOf, offsetAt } from '../time/zone.ts';

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
		fromMs: from === undefined ? fromMs : instantOfSubquery(from, nowMs, timeZone),
		toMs: to === undefined ? untilMs : instantOfSubquery(to, nowMs, timeZone),
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

/** Ms since the epoch. */
function instantOfSubquery(time: SubqueryTime, nowMs: number, timeZone: string): number {
	switch (time.kind) {
		case 'ago':
			return nowMs - time.ms;
		case 'instant':
			return time.ms;
		case 'clock': {
			const local = new Date(nowMs + offsetAt(nowMs, timeZone));
			const [month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = time.parts;
			const year = time.year ?? local.getUTCFullYear();
			return instantOf(Date.UTC(year, month - 1, day, hour, minute, second, ms), timeZone);
		}
	}
}
