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
	readonly align: 'left' | 'right';
	/** Cut, its values tell nothing: keys, ids, addresses and names of events. */
	readonly isIdentifier: boolean;
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

	for (const row of rows) {
		const value = row[index] ?? null;
		const needed = cellWidth(
			accountName(value, title, aliases) ?? cellText(value, title, timeZone, form),
		);
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
		align: numeric ? 'right' : 'left',
		isIdentifier: fullCells <= identifierCellsMax && isIdentifier(title, rows, index),
	};
}

/** Not that of a principal: a session follows it, which the user of the record tells as well. */
const identifierTitle =
	/^_?event(?:[Nn]ame|I[Dd])?$|^id$|[a-z](?<!principal)(?:Id|ID|Key)$|_(?:id|key)$|^key$/;
/** Addresses, key ids, ids of resources such as sg-0a1b2c3d, UUIDs and account ids. */
const identifierValue =
	/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}|A[A-Z]{3}[A-Z0-9]{12,}|[a-z]{1,10}-[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{12})$/;

function isIdentifier(title: string, rows: readonly (readonly Value[])[], index: number): boolean {
	const texts = rows.map(row => row[index] ?? null).filter(value => value !== null && value !== '');
	return (
		identifierTitle.test(title) ||
		(texts.length > 0 && texts.every(text => identifierValue.test(String(text))))
	);
}

type Floor = (column: TableColumn) => number;

/**
 * Narrows the columns until all fit: first the widest of those that can be read when they are cut, identifiers last.
 * Columns that still do not fit are hidden from the end.
 */
function shrink(
	measured: readonly TableColumn[],
	widthCells: number,
	floorCells: number,
): TableColumn[] {
	const columns = [...measured];
	const low: Floor = column => floorOf(column, floorCells);
	const whole: Floor = column => (column.isIdentifier ? column.widthCells : low(column));
	const lowest: Floor = column => floorOf(column, narrowCellsMin);
	const text: Floor = column => (column.isIdentifier ? column.widthCells : lowest(column));

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

/** Takes a cell at a time from the column that is farthest above its floor, until all fit or none is above it. */
function narrow(columns: TableColumn[], widthCells: number, floor: Floor): void {
	let excess = sumOf(columns, ({ widthCells: cells }) => cells) - widthCells;
	const spare = (column: TableColumn) =>
		column.widthCells - Math.min(column.widthCells, floor(column));

	for (; excess > 0; excess--) {
		const widest = columns.reduce(
			(best, column, index) => (spare(column) > spare(columns[best] ?? column) ? index : best),
			0,
		);
		const column = columns[widest];

		if (column === undefined || spare(column) === 0) {
			return;
		}

		columns[widest] = { ...column, widthCells: column.widthCells - 1 };
	}
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
