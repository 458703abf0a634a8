import type { QueryResult } from '../query/port.ts';
import { padEnd, padStart } from '../text/fit.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import { barBlocks } from './blocks.ts';
import { toGroups } from './grouped.ts';
import type { Drawing, Frame } from './model.ts';
import { padLines, selectLine, span } from './span.ts';
import type { Line } from './span.ts';
import { scrollFor } from './table.ts';

/** A label gives way to its bar only when that would be shorter than this. */
const barCellsMin = 12;

/** One bar a row of the result, in its order. */
export function drawBar(result: QueryResult, frame: Frame): Drawing {
	const groups = toGroups(result, frame.aliases);
	const top = Math.max(1, ...groups.map(group => group.value));
	const scroll = scrollFor(frame.cursor.row, frame.cursor.scroll, groups.length, frame.heightCells);
	const shown = groups.slice(scroll, scroll + frame.heightCells);
	const countCells = Math.max(0, ...shown.map(group => formatNumber(group.value).length));
	const labelCells = Math.min(
		Math.max(6, frame.widthCells - countCells - 2 - barCellsMin),
		Math.max(0, ...shown.map(group => cellWidth(group.label))),
	);
	const barCells = Math.max(0, frame.widthCells - labelCells - countCells - 2);
	const lines = shown.map((group, offset): Line => {
		const bar = barBlocks(group.value / top, barCells);
		const line = [
			span(padEnd(group.label, labelCells)),
			span(' '),
			span(padStart(formatNumber(group.value), countCells), 'strong'),
			span(' '),
			span(bar, 'series-0'),
		];

		return scroll + offset === frame.cursor.row ? selectLine(line) : line;
	});
	const hiddenCount = groups.length - shown.length;

	return {
		lines: padLines(lines, frame.heightCells),
		note: hiddenCount > 0 ? `+${hiddenCount} more` : formatPlural(groups.length, 'row'),
		items: groups.map(group => ({
			rows: [group.row],
			column: undefined,
			bucket: undefined,
			label: group.label,
			value: group.value,
		})),
		itemCount: groups.length,
		hiddenCount,
		lineRows: shown.map(group => [group.row]),
		figures: { bars: groups.map(({ label, value }) => ({ label, value })) },
	};
}
