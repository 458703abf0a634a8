import { alarms } from '../../dashboard/alarm/index.ts';
import { composePanel, composeQuery } from '../../dashboard/compose/compose.ts';
import type { Scope } from '../../dashboard/compose/compose.ts';
import { lengthMsMax, parseRange, presets, resolveRange } from '../../dashboard/compose/range.ts';
import type { Layout, Panel } from '../../dashboard/layout/layout.ts';

/** A query as the console composes it, over the longest range for which it does. */
export interface AheadQuery {
	readonly text: string;
	readonly fromMs: number;
	readonly toMs: number;
}

export interface AheadWish {
	readonly layouts: readonly Layout[];
	readonly scope: Scope;
	/** Start of the oldest record, in ms since the epoch. */
	readonly oldestMs: number;
	/** Where the ranges end. */
	readonly toMs: number;
}

/**
 * What the console asks when somebody opens its dashboards, whichever of its ranges they choose: each text once, those of the
 * first dashboard first. A range of days has wider buckets than one of hours, so that a panel may have several texts.
 */
export function aheadQueries(wish: AheadWish): readonly AheadQuery[] {
	const longest = new Map<string, number>();
	const add = (text: string, lengthMs: number) => {
		longest.set(text, Math.max(lengthMs, longest.get(text) ?? 0));
	};

	const lengths = lengthsOf(wish);
	for (const layout of wish.layouts) {
		for (const panel of layout.panels.filter(({ query }) => isOfRecords(query))) {
			for (const rangeMs of ownLength(panel, wish.toMs) ?? lengths) {
				add(composePanel(layout, panel, { scope: wish.scope, rangeMs }).text, rangeMs);
			}
		}
	}

	for (const { text, lengthMs } of alarms.flatMap(alarm => alarm.queries(wish.layouts))) {
		add(composeQuery(text, { scope: wish.scope }), lengthMs);
	}

	return [...longest].map(([text, lengthMs]) => ({
		text,
		fromMs: wish.toMs - lengthMs,
		toMs: wish.toMs,
	}));
}

/** Findings are not counted from segments. */
function isOfRecords(query: string): boolean {
	return !/\b_view\s*=/i.test(query);
}

/** The ranges of the menu, and all that is stored. */
function lengthsOf({ oldestMs, toMs }: AheadWish): readonly number[] {
	const all = Math.min(lengthMsMax, Math.max(0, toMs - oldestMs));
	const ofMenu = presets.flatMap(({ range }) => (range.kind === 'last' ? [range.lengthMs] : []));
	return [...ofMenu, all].filter(lengthMs => lengthMs > 0);
}

/** Of a panel that has a range of its own. */
function ownLength({ range }: Panel, toMs: number): readonly number[] | undefined {
	const own = range === undefined ? undefined : parseRange(range, toMs, 'UTC');
	if (own?.ok !== true) {
		return undefined;
	}

	const span = resolveRange(own.range, toMs);
	return [span.toMs - span.fromMs];
}
