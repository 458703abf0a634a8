import { padEnd, padStart } from '../text/fit.ts';
import { fitNames } from '../text/fit-names.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import type { Group } from './grouped.ts';
import type { Drawing, PanelContext } from './model.ts';
import { padLines, selectLine, span } from './span.ts';
import type { Line } from './span.ts';
import { scrollFor } from './table.ts';

/** A label is cut only when its bar would otherwise have fewer cells than this, or a smaller share of the panel. */
const barCellsMin = 6;
const barShareMin = 0.2;
/** What is left of a label on the narrowest panel. */
const labelCellsMin = 6;

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
	const leastCells = Math.max(barCellsMin, Math.ceil(widthCells * barShareMin));
	const labels = fitNames(
		shown.map(group => group.label),
		Math.max(labelCellsMin, widthCells - countCells - 2 - leastCells),
	);
	// A name that is cut may take less than it could.
	const labelCells = Math.max(0, ...labels.map(cellWidth));
	const barCells = Math.max(0, widthCells - labelCells - countCells - 2);
	const lines = shown.map((group, offset): Line => {
		const line = [
			span(padEnd(labels[offset] ?? '', labelCells)),
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
