import type { QueryResult } from '../query/port.ts';
import { padEnd, padStart } from '../text/fit.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import { apportion } from './blocks.ts';
import { toStackedTable } from './grouped.ts';
import type { StackedGroup, StackedTable } from './grouped.ts';
import { legendOf, legendRow } from './legend.ts';
import type { LegendEntry } from './legend.ts';
import type { Drawing, Frame } from './model.ts';
import { otherStyle, padLines, selectLine, seriesColoursMax, span } from './span.ts';
import type { Line, SeriesStyle } from './span.ts';
import { scrollFor } from './table.ts';
import { titleAccountName } from './account-name.ts';
import type { TitleNaming } from './account-name.ts';
import { labelText } from './value-text.ts';

/** A label gives way to its bar only when that would be shorter than this. */
const barCellsMin = 12;

interface Stack {
	/** For each column of the table the place of its series; the last place is "others". */
	readonly placeOf: readonly number[];
	readonly styles: readonly SeriesStyle[];
	readonly legend: readonly LegendEntry[];
}

/** One bar a row, divided by the result's columns; the row with most stands first. */
export function drawStackedBar(result: QueryResult, frame: Frame): Drawing {
	const table = toStackedTable(result, frame.aliases);
	const groups = [...table.groups].sort((a, b) => b.total - a.total || a.row - b.row);
	const stack = foldColumns(table, frame);
	const top = Math.max(1, ...groups.map(group => group.total));
	const rowsCells = Math.max(1, frame.heightCells - (frame.heightCells >= 3 ? 1 : 0));
	const scroll = scrollFor(frame.cursor.row, frame.cursor.scroll, groups.length, rowsCells);
	const shown = groups.slice(scroll, scroll + rowsCells);
	const countCells = Math.max(0, ...shown.map(group => formatNumber(group.total).length));
	const labelCells = Math.min(
		Math.max(6, frame.widthCells - countCells - 2 - barCellsMin),
		Math.max(0, ...shown.map(group => cellWidth(group.label))),
	);
	const barCells = Math.max(0, frame.widthCells - labelCells - countCells - 2);
	const lines = shown.map((group, offset): Line => {
		const line = [
			span(padEnd(group.label, labelCells)),
			span(' '),
			span(padStart(formatNumber(group.total), countCells), 'strong'),
			span(' '),
			...segments(group, stack, top, barCells),
		];

		return scroll + offset === frame.cursor.row ? selectLine(line) : line;
	});
	const hiddenCount = groups.length - shown.length;
	const drawn = padLines(lines, rowsCells);

	return {
		lines: frame.heightCells >= 3 ? [...drawn, legendRow(stack.legend, frame.widthCells)] : drawn,
		note: hiddenCount > 0 ? `+${hiddenCount} more` : formatPlural(groups.length, 'row'),
		items: groups.map(group => ({
			rows: [group.row],
			column: undefined,
			bucket: undefined,
			label: group.label,
			value: group.total,
		})),
		itemCount: groups.length,
		hiddenCount,
		lineRows: shown.map(group => [group.row]),
		figures: {
			series: table.columns.map(column => labelText(column)),
			bars: groups.map(({ label, values, total }) => ({ label, values, total })),
		},
	};
}

function foldColumns(table: StackedTable, naming: TitleNaming): Stack {
	const totals = table.columns.map((column, index) => ({
		index,
		label: titleAccountName(column, naming) ?? labelText(column),
		total: table.groups.reduce((sum, group) => sum + (group.values[index] ?? 0), 0),
	}));
	const ranked = [...totals].sort((a, b) => b.total - a.total || a.index - b.index);
	const kept = ranked.length <= seriesColoursMax ? ranked : ranked.slice(0, seriesColoursMax - 1);
	const rest = ranked.slice(kept.length);
	const other =
		rest.length === 0
			? undefined
			: {
					label: `${rest.length} others`,
					total: rest.reduce((sum, one) => sum + one.total, 0),
				};
	const legend = legendOf(kept, other);
	const placeOf = totals.map(({ index }) => {
		const place = kept.findIndex(one => one.index === index);

		return place < 0 ? kept.length : place;
	});

	return { placeOf, styles: legend.map(entry => entry.style), legend };
}

function segments(group: StackedGroup, stack: Stack, top: number, barCells: number): Line {
	const weights = stack.styles.map(() => 0);

	group.values.forEach((value, column) => {
		const place = stack.placeOf[column] ?? 0;
		weights[place] = (weights[place] ?? 0) + value;
	});

	const length = group.total === 0 ? 0 : Math.max(1, Math.round((group.total / top) * barCells));
	const cells = apportion(weights, length);

	return cells
		.map((count, place) => {
			const style = stack.styles[place] ?? otherStyle;

			return span(style.fill.repeat(count), style.role);
		})
		.filter(part => part.text !== '');
}
