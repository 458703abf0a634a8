import { padStart } from '../text/fit.ts';
import { padName } from '../text/fit-name.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import type { Group } from './grouped.ts';
import type { Drawing, PanelContext } from './model.ts';
import { padLines, selectLine, span } from './span.ts';
import type { Line } from './span.ts';
import { scrollFor } from './table.ts';

/** A label is shortened only when its bar would otherwise have fewer cells than this. */
const barCellsMin = 12;

/**
 * One bar per group, after its name and its number.
 *
 * @param rowsCells - lines for bars; the cursor scrolls to the other groups
 * @param bar - draws a bar of at most `barCells` cells; `top` is the value of a full bar
 */
export function labelledBars<G extends Group>(
	groups: readonly G[],
	rowsCells: number,
	context: PanelContext,
	bar: (group: G, top: number, barCells: number) => Line,
): Omit<Drawing, 'figures'> {
	const { cursor, widthCells } = context;
	const top = Math.max(1, ...groups.map(group => group.value));
	const scroll = scrollFor(cursor.row, cursor.scroll, groups.length, rowsCells);
	const shown = groups.slice(scroll, scroll + rowsCells);
	const countCells = Math.max(0, ...shown.map(group => formatNumber(group.value).length));
	const labelCells = Math.min(
		Math.max(6, widthCells - countCells - 2 - barCellsMin),
		Math.max(0, ...shown.map(group => cellWidth(group.label))),
	);
	const barCells = Math.max(0, widthCells - labelCells - countCells - 2);
	const lines = shown.map((group, offset): Line => {
		const line = [
			span(padName(group.label, labelCells)),
			span(' '),
			span(padStart(formatNumber(group.value), countCells), 'strong'),
			span(' '),
			...bar(group, top, barCells),
		];
		return scroll + offset === cursor.row ? selectLine(line) : line;
	});
	const hiddenCount = groups.length - shown.length;
	return {
		lines: padLines(lines, rowsCells),
		note: hiddenCount > 0 ? `+${hiddenCount} more` : formatPlural(groups.length, 'row'),
		items: groups.map(({ row, label, value }) => ({
			rows: [row],
			column: undefined,
			bucket: undefined,
			label,
			value,
		})),
		itemCount: groups.length,
		hiddenCount,
		lineRows: shown.map(group => [group.row]),
	};
}
