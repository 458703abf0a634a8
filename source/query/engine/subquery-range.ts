import type { StageContext } from '../stage/stage-context.ts';
import type { SubqueryTime } from '../syntax/subquery-time.ts';
import type { Subquery } from '../syntax/tree.ts';
import { instantOf, offsetAt } from '../time/zone.ts';

/** The range of a subquery, in ms since the epoch: `from` alone reaches to the time of the query. */
export function rangeOfSubquery(
	{ from, to }: Subquery,
	{ fromMs, toMs, nowMs, timeZone }: StageContext,
): { readonly fromMs: number; readonly toMs: number } {
	const untilMs = from === undefined ? toMs : nowMs;
	return {
		fromMs: from === undefined ? fromMs : instantOfSubquery(from, nowMs, timeZone),
		toMs: to === undefined ? untilMs : instantOfSubquery(to, nowMs, timeZone),
	};
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
