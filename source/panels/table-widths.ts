import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { cellWidth } from '../text/width.ts';
import type { TimeForm } from '../text/time.ts';
import { accountName } from './account-name.ts';
import type { PanelContext } from './model.ts';
import { isNumeric, titleText } from './table-columns.ts';
import { cellText, isTimeColumn, timeFormOf } from './value-text.ts';

export interface TableColumn {
	/** Index into the result's columns. */
	readonly index: number;
	readonly title: string;
	/** The title as it is shown. */
	readonly head: string;
	readonly widthCells: number;
	/** With which nothing in it is cut. */
	readonly fullCells: number;
	/** How many of its texts, its head among them, are cut at a width of so many cells. */
	readonly cutAt: readonly number[];
	readonly align: 'left' | 'right';
	/** With which its keys, ids, addresses and names of events are whole, which tell nothing when they are cut; 0 for other texts. */
	readonly identifierCells: number;
}

/** A wider cell is whole only where room is left, so that one long message does not push out the other columns. */
const cellCellsMax = 48;
const cellCellsMin = 6;
/**
 * Rows, besides the visible ones, that decide the widths, so that scrolling does not move the
 * columns.
 */
const sampledRowsMax = 200;
export const gapCells = 1;
const textCellsMin = 12;
const narrowCellsMin = 8;
/** An identifier that is longer is cut like any text. */
const identifierCellsMax = 40;
/** So many columns stay, before identifiers are cut. */
const columnsMin = 3;

/** The columns that fit, in the order given, with their widths, and how many do not. The cursor's column always fits. */
export function fitColumns(
	result: QueryResult,
	candidates: readonly number[],
	context: PanelContext,
): { columns: TableColumn[]; hiddenCount: number } {
	// With a column of changes there is less room, and the changed number must stay visible.
	const floorCells = context.before === undefined ? textCellsMin : narrowCellsMin;
	const measured = measureColumns(result, candidates, context);

	// The cursor's column must be visible, so columns before it are hidden first.
	const wanted = Math.max(0, context.cursor.column);
	let first = 0;

	for (;;) {
		const rest = measured.slice(first);
		const whole = shrink(rest, context.widthCells, floorCells);
		// When columns are hidden, the header says how many.
		const columns =
			first > 0 || whole.length < rest.length
				? shrink(rest, context.widthCells - ` +${measured.length}›`.length, floorCells)
				: whole;

		if (first + columns.length > wanted || first >= measured.length - 1) {
			return { columns, hiddenCount: measured.length - columns.length };
		}

		first += 1;
	}
}

/** The columns with the widths that they would like to have. */
export function measureColumns(
	result: QueryResult,
	candidates: readonly number[],
	context: PanelContext,
): TableColumn[] {
	const form = timeFormOf(context.range, context.timeZone);
	const sampled = result.rows.slice(0, sampledRowsMax);
	return candidates.map(index => measure(result, sampled, index, form, context));
}

function measure(
	result: QueryResult,
	rows: readonly (readonly Value[])[],
	index: number,
	form: TimeForm,
	context: PanelContext,
): TableColumn {
	const { timeZone, cursor, aliases } = context;
	const title = result.columns[index] ?? '';
	// The column that orders the rows has a mark.
	const head = titleText(title, result.columns, context);
	let fullCells = cellWidth(head) + (cursor.sort?.column === title ? 1 : 0);
	let width = fullCells;
	const texts = [fullCells];

	for (const row of rows) {
		const value = row[index] ?? null;
		const needed = cellWidth(
			accountName(value, title, aliases) ?? cellText(value, title, timeZone, form),
		);
		texts.push(needed);
		width = Math.max(width, Math.min(cellCellsMax, needed));
		fullCells = Math.max(fullCells, needed);
	}

	const numeric = rows.length > 0 && !isTimeColumn(title) && isNumeric(rows, index);
	return {
		index,
		title,
		head,
		widthCells: width,
		fullCells,
		cutAt: cutCounts(texts, width),
		align: numeric ? 'right' : 'left',
		identifierCells: Math.min(width, identifierCells(title, rows, index, fullCells)),
	};
}

/** For each width up to `cells`, how many texts are wider. */
function cutCounts(texts: readonly number[], cells: number): number[] {
	const counts = Array.from({ length: cells + 1 }, () => 0);

	for (const text of texts) {
		const cut = Math.min(text, cells + 1) - 1;
		counts[cut] = (counts[cut] ?? 0) + (text > 0 ? 1 : 0);
	}

	// What is cut at a width is cut at each smaller one.
	for (let width = cells - 1; width >= 0; width--) {
		counts[width] = (counts[width] ?? 0) + (counts[width + 1] ?? 0);
	}

	return counts;
}

/** Not that of a principal: a session follows it, which the user of the record tells as well. */
const identifierTitle =
	/^_?event(?:[Nn]ame|I[Dd])?$|^id$|[a-z](?<!principal)(?:Id|ID|Key)$|_(?:id|key)$|^key$/;
/** Addresses and networks, key ids, ids of resources such as sg-0a1b2c3d, UUIDs and account ids. */
const identifierValue =
	/^(?:(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?:\/\d{1,3})?|A[A-Z]{3}[A-Z0-9]{12,}|[a-z]{1,10}-[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{12})$/;

/** A service calls from a name among addresses: such names may be cut, the addresses not. */
function identifierCells(
	title: string,
	rows: readonly (readonly Value[])[],
	index: number,
	fullCells: number,
): number {
	if (identifierTitle.test(title)) {
		return fullCells <= identifierCellsMax ? fullCells : 0;
	}

	const texts = rows
		.map(row => String(row[index] ?? ''))
		.filter(text => text !== '' && text.length <= identifierCellsMax);
	const identifiers = texts.filter(text => identifierValue.test(text));
	return identifiers.length * 2 > texts.length
		? Math.max(...identifiers.map(text => text.length))
		: 0;
}

type Floor = (column: TableColumn) => number;

/**
 * Narrows the columns until all fit: first where the fewest texts are cut, of those that can be read when they are,
 * identifiers last.
 * Columns that still do not fit are hidden from the end.
 */
function shrink(
	measured: readonly TableColumn[],
	widthCells: number,
	floorCells: number,
): TableColumn[] {
	const columns = [...measured];
	const low: Floor = column => floorOf(column, floorCells);
	const whole: Floor = column => Math.max(column.identifierCells, low(column));
	const lowest: Floor = column => floorOf(column, narrowCellsMin);
	const text: Floor = column => Math.max(column.identifierCells, lowest(column));

	while (
		columns.length > 1 &&
		sumOf(columns, columns.length > columnsMin ? whole : low) > widthCells
	) {
		columns.pop();
	}

	for (const floor of [whole, text, lowest, () => 1]) {
		narrow(columns, widthCells, floor);
	}

	return grow(columns, widthCells - sumOf(columns, ({ widthCells: cells }) => cells));
}

function sumOf(columns: readonly TableColumn[], cellsOf: Floor): number {
	return columns.reduce((sum, column) => sum + cellsOf(column), (columns.length - 1) * gapCells);
}

/**
 * Takes a cell at a time from the column of which that hides least, until all fit or none is above its floor. A cell of a narrow
 * column is a larger part of each text.
 */
function narrow(columns: TableColumn[], widthCells: number, floor: Floor): void {
	let excess = sumOf(columns, ({ widthCells: cells }) => cells) - widthCells;
	const spare = (column: TableColumn) =>
		column.widthCells - Math.min(column.widthCells, floor(column));

	for (; excess > 0; excess--) {
		const losses = columns.map(column =>
			spare(column) === 0 ? Number.POSITIVE_INFINITY : lossOf(column),
		);
		const least = losses.reduce(
			(best, loss, index) => (loss < (losses[best] ?? 0) ? index : best),
			0,
		);
		const column = columns[least];

		if (column === undefined || losses[least] === Number.POSITIVE_INFINITY) {
			return;
		}

		columns[least] = { ...column, widthCells: column.widthCells - 1 };
	}
}

/** What it hides to take the last cell of a column. */
function lossOf({ cutAt, widthCells }: TableColumn): number {
	return (cutAt[widthCells - 1] ?? 0) / widthCells;
}

/** Room that is left goes to what is cut, first to what then is whole. */
function grow(columns: readonly TableColumn[], roomCells: number): TableColumn[] {
	const grown = [...columns];
	const missing = (column: TableColumn) => column.fullCells - column.widthCells;
	let left = roomCells;
	for (const column of columns.toSorted((a, b) => missing(a) - missing(b))) {
		const more = Math.max(0, Math.min(left, missing(column)));
		grown[columns.indexOf(column)] = { ...column, widthCells: column.widthCells + more };
		left -= more;
	}

	return grown;
}

/** A cut time or number is useless; a long text can still be read at some cells. */
function floorOf(column: TableColumn, floorCells: number): number {
	if (isTimeColumn(column.title) || column.align === 'right') {
		return column.widthCells;
	}

	return Math.min(column.widthCells, Math.max(cellCellsMin, floorCells));
}
