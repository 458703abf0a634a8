import { padEnd, takeCells } from '../text/fit.ts';
import { formatNumber } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import type { QueryResult } from '../query/port.ts';
import { barBlocks } from './blocks.ts';
import { toGroups } from './grouped.ts';
import type { Drawing, PanelContext } from './model.ts';
import { padLines, selectLine, span } from './span.ts';
import type { Line } from './span.ts';

/** Narrower cells cut most names. */
const cellCellsMin = 14;
const gapCells = 2;

interface Cell {
	readonly label: string;
	readonly value: number;
	/** Of the result; undefined where it has none: the number is 0. */
	readonly row: number | undefined;
}

/**
 * A name and a number in each cell, side by side: first those that the panel names, in its order and also where the
 * result has none of them, then whatever else the result has.
 */
export function drawCells(result: QueryResult, context: PanelContext): Drawing {
	const cells = cellsOf(result, context);
	const { cursor, widthCells, heightCells } = context;
	const perRow = cellsPerRow(cells.length, widthCells);
	const width = Math.max(1, Math.floor((widthCells + gapCells) / perRow) - gapCells);
	const rows = rowsOf(cells, perRow);
	const nameLines = rows.length * 3 <= heightCells ? linesOfNames(cells, width) : 1;
	const hasGaps = rows.length * (nameLines + 2) - 1 <= heightCells;
	const shownCount = Math.max(1, Math.floor(heightCells / (nameLines + 1)));
	const items = cells.filter(({ row }) => row !== undefined);
	const selected = items[cursor.row];
	const at = selected === undefined ? 0 : Math.floor(cells.indexOf(selected) / perRow);
	const first = Math.max(0, Math.min(at - shownCount + 1, rows.length - shownCount));
	const shown = rows.slice(first, first + shownCount);
	const top = Math.max(1, ...cells.map(({ value }) => value));
	const drawn = shown.map(row => ({
		lines: [...drawRow(row, { width, nameLines, top, selected }), ...(hasGaps ? [[]] : [])],
		rows: row.flatMap(cell => cell.row ?? []),
	}));
	const hiddenCount = items.length - drawn.flatMap(({ rows: own }) => own).length;
	return {
		lines: padLines(
			drawn.flatMap(({ lines }) => lines),
			heightCells,
		),
		note: `${formatNumber(items.length)} of ${formatNumber(cells.length)}`,
		items: items.map(({ row, label, value }) => ({
			rows: row === undefined ? [] : [row],
			column: undefined,
			bucket: undefined,
			label,
			value,
		})),
		itemCount: items.length,
		hiddenCount,
		lineRows: drawn.flatMap(({ lines, rows: own }) => lines.map(() => own)),
		figures: { cells: cells.map(({ label, value }) => ({ label, value })) },
	};
}

function cellsOf(result: QueryResult, { aliases, columns = [] }: PanelContext): readonly Cell[] {
	const groups = toGroups(result, aliases);
	const byName = new Map(groups.map(group => [group.label, group]));
	const named = new Set(columns);
	return [
		...columns.map(label => byName.get(label) ?? { label, value: 0, row: undefined }),
		...groups.filter(({ label }) => !named.has(label)),
	];
}

/** As few rows as there is room for, and then all of nearly the same length. */
function cellsPerRow(count: number, widthCells: number): number {
	const most = Math.max(1, Math.floor((widthCells + gapCells) / (cellCellsMin + gapCells)));
	const rowCount = Math.max(1, Math.ceil(count / most));
	return Math.max(1, Math.ceil(count / rowCount));
}

function rowsOf(cells: readonly Cell[], perRow: number): readonly (readonly Cell[])[] {
	return Array.from({ length: Math.ceil(cells.length / perRow) }, (_, index) =>
		cells.slice(index * perRow, (index + 1) * perRow),
	);
}

/** Names that are too long for a line are on two. */
function linesOfNames(cells: readonly Cell[], width: number): number {
	return cells.some(({ label }) => cellWidth(label) > width) ? 2 : 1;
}

interface Style {
	readonly width: number;
	readonly nameLines: number;
	/** The value of a full bar. */
	readonly top: number;
	readonly selected: Cell | undefined;
}

function drawRow(cells: readonly Cell[], style: Style): readonly Line[] {
	const columns = cells.map(cell => drawCell(cell, style));
	return Array.from({ length: style.nameLines + 1 }, (_, line) =>
		columns.flatMap((column, index) => [
			...(index === 0 ? [] : [span(' '.repeat(gapCells))]),
			...(column[line] ?? []),
		]),
	);
}

function drawCell(cell: Cell, { width, nameLines, top, selected }: Style): readonly Line[] {
	const { label, value } = cell;
	const isNone = value === 0;
	const number = formatNumber(value);
	const barCells = Math.max(0, width - cellWidth(number) - 1);
	const bar = isNone ? '' : barBlocks(value / top, barCells);
	const lines: readonly Line[] = [
		...namesIn(label, width, nameLines).map(text => [
			span(padEnd(text, width), isNone ? 'dim' : 'text'),
		]),
		[
			span(takeCells(number, width), isNone ? 'dim' : 'strong'),
			span(' '),
			span(padEnd(bar, barCells), 'series-0'),
		],
	];
	return cell === selected ? lines.map(selectLine) : lines;
}

/** A name on so many lines, broken between words; the last is cut where it is too long. */
function namesIn(label: string, width: number, lineCount: number): readonly string[] {
	if (lineCount === 1 || cellWidth(label) <= width) {
		return [...new Array<string>(lineCount - 1).fill(''), label];
	}

	const words = label.split(' ');
	let first = words.shift() ?? '';
	while (words.length > 0 && cellWidth(`${first} ${words[0] ?? ''}`) <= width) {
		first += ` ${words.shift() ?? ''}`;
	}

	return words.length === 0 ? ['', first] : [first, words.join(' ')];
}
