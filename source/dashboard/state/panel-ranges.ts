import { parseRange } from '../compose/range.ts';
import type { Layout } from '../layout/layout.ts';
import { slotKey } from './slot-key.ts';

/**
 * Time ranges that the user gave to single panels, as a layout writes them: `7d`; empty for that of
 * the dashboard. Keyed like the panels' slots.
 */
export type PanelRanges = Readonly<Record<string, string>>;

/** The dashboards with the ranges that the user gave to their panels. */
export function withPanelRanges(
	layouts: readonly Layout[],
	ranges: PanelRanges,
): readonly Layout[] {
	return layouts.map(layout => {
		const isChanged = layout.panels.some(({ id }) => slotKey(layout.name, id) in ranges);
		return isChanged
			? {
					...layout,
					panels: layout.panels.map(panel => {
						const range = ranges[slotKey(layout.name, panel.id)];
						return range === undefined ? panel : { ...panel, range: range || undefined };
					}),
				}
			: layout;
	});
}

/** The ranges of a session that something may have damaged: of panels that exist, and ranges. */
export function knownPanelRanges(saved: unknown, layouts: readonly Layout[]): PanelRanges {
	const given = typeof saved === 'object' && saved !== null ? saved : {};
	const keys = layouts.flatMap(({ name, panels }) => panels.map(({ id }) => slotKey(name, id)));
	const isRange = (text: unknown) =>
		typeof text === 'string' && (text === '' || parseRange(text, 0, 'UTC').ok);
	return Object.fromEntries(
		keys.flatMap(key => {
			const text = (given as Readonly<Record<string, unknown>>)[key];
			return isRange(text) ? [[key, text as string]] : [];
		}),
	);
}
