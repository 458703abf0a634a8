import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { fitName, shortName } from '../text/fit-name.ts';
import { cellWidth } from '../text/width.ts';
import type { TimeForm } from '../text/time.ts';
import { accountName } from './account-name.ts';
import type { PanelContext } from './model.ts';
import { isNumeric, titleText } from './table-columns.ts';
import { sentenceCells, tellingOf } from './telling.ts';
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
	/** With which its sentences say enough; 0 for other texts. */
	readonly sentenceCells: number;
	/** Those that decide its widths. */
	readonly texts: readonly string[];
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

/** What fewer than this share of the rows need is no reason to reserve cells. */
const rareShare = 0.05;
/** A cell of a column that tells little hides less than one of another column. */
const littleTold = 0.25;

/**
 * The columns that fit, in the order given, with their widths, and how many do not. The cursor's column always fits; of the others
 * those that tell least are hidden.
 */
export function fitColumns(
	result: QueryResult,
	candidates: readonly number[],
	context: PanelContext,
): { columns: TableColumn[]; hiddenCount: number } {
	// With a column of changes there is less room, and the changed number must stay visible.
	const floorCells = context.before === undefined ? textCellsMin : narrowCellsMin;
	const measured = measureColumns(result, candidates, context);
	const wanted = measured[context.cursor.column];
	const whole = shrink(measured, context.widthCells, floorCells, wanted);
	const hidden = measured.length - whole.length;
	// When columns are hidden, the header says how many, beside the title of the last column where that leaves room.
	const moreCells = ` ${moreText(measured.length)}`.length;
	const columns =
		hidden === 0 || restCells(whole, context) >= moreCells
			? whole
			: shrink(measured, context.widthCells - moreCells, floorCells, wanted);
	return { columns, hiddenCount: measured.length - columns.length };
}

/** `+3›` */
export function moreText(hiddenCount: number): string {
	return `+${hiddenCount}›`;
}

/** The title of a column with the mark of the one that orders the rows. */
export function headText({ head, title }: TableColumn, { cursor: { sort } }: PanelContext): string {
	return head + (sort?.column !== title ? '' : sort.descending ? '▼' : '▲');
}

/** Cells of the header behind the title of the last column. */
function restCells(columns: readonly TableColumn[], context: PanelContext): number {
	const used = sumOf(columns, ({ widthCells }) => widthCells);
	const last = columns.at(-1);
	return last === undefined || last.align === 'right'
		? context.widthCells - used
		: context.widthCells - used + last.widthCells - cellWidth(headText(last, context));
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
	const headCells = cellWidth(head) + (cursor.sort?.column === title ? 1 : 0);
	const texts = rows.map(row => {
		const value = row[index] ?? null;
		return accountName(value, title, aliases) ?? cellText(value, title, timeZone, form);
	});
	const fullCells = Math.max(headCells, ...texts.map(cellWidth));
	const needed = texts.map(text => cellWidth(shortName(text)));
	const numeric = rows.length > 0 && !isTimeColumn(title) && isNumeric(rows, index);
	const visibleCount = context.heightCells - 1;
	const wished =
		numeric || isTimeColumn(title) ? fullCells : usualCells(needed, visibleCount, cellCellsMax);
	const widthCells = Math.max(headCells, Math.min(cellCellsMax, wished));
	return {
		index,
		title,
		head,
		widthCells,
		fullCells,
		cutAt: cutCounts([headCells, ...needed], widthCells),
		align: numeric ? 'right' : 'left',
		identifierCells: Math.min(
			widthCells,
			identifierCells(title, texts, rows, index, headCells, visibleCount),
		),
		sentenceCells: Math.min(widthCells, sentenceCells(title)),
		texts,
	};
}

/**
 * The cells that nearly all of some texts need, and those that are seen first all of them, as far as they are not wider than `cells`:
 * so a rare long one out of sight takes no room from the other columns, and scrolling does not move them.
 */
function usualCells(needed: readonly number[], visibleCount: number, cells: number): number {
	const rareCount = Math.max(0, Math.ceil(needed.length * rareShare) - 1);
	const usual = needed.toSorted((a, b) => b - a)[rareCount] ?? 0;
	const visible = needed.slice(0, Math.max(0, visibleCount)).filter(one => one <= cells);
	return Math.max(usual, ...visible);
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
	texts: readonly string[],
	rows: readonly (readonly Value[])[],
	index: number,
	headCells: number,
	visibleCount: number,
): number {
	if (identifierTitle.test(title)) {
		const cells = usualCells(texts.map(cellWidth), visibleCount, identifierCellsMax);
		return cells <= identifierCellsMax ? Math.max(headCells, cells) : 0;
	}

	const values = rows
		.map(row => String(row[index] ?? ''))
		.filter(text => text !== '' && text.length <= identifierCellsMax);
	const lengths = values.map(text => (identifierValue.test(text) ? text.length : 0));
	const identifiers = lengths.filter(length => length > 0);
	return identifiers.length * 2 > values.length
		? Math.max(
				usualCells(identifiers, 0, identifierCellsMax),
				...lengths.slice(0, Math.max(0, visibleCount)),
			)
		: 0;
}

type Floor = (column: TableColumn) => number;

/**
 * Narrows the columns until all fit: first where the fewest texts are cut, of those that can be read when they are,
 * identifiers last.
 * Where they still do not fit, those that tell least are hidden, of these the last first, and never `wanted`. Those that tell
 * little also go before sentences are cut short.
 */
function shrink(
	measured: readonly TableColumn[],
	widthCells: number,
	floorCells: number,
	wanted: TableColumn | undefined,
): TableColumn[] {
	const columns = [...measured];
	const low: Floor = column => floorOf(column, floorCells);
	const whole: Floor = column => Math.max(column.identifierCells, low(column));
	const said: Floor = column => Math.max(column.sentenceCells, whole(column));
	const lowest: Floor = column => floorOf(column, narrowCellsMin);
	const text: Floor = column => Math.max(column.identifierCells, lowest(column));

	while (
		columns.length > columnsMin &&
		columns.some(column => isLittle(column) && column !== wanted) &&
		sumOf(columns, said) > widthCells
	) {
		hideLeast(columns, wanted);
	}

	while (
		columns.length > 1 &&
		sumOf(columns, columns.length > columnsMin ? whole : low) > widthCells
	) {
		hideLeast(columns, wanted);
	}

	for (const floor of [said, whole, text, lowest, () => 1]) {
		narrow(columns, widthCells, floor);
	}

	return fill(columns, widthCells);
}

function isLittle({ title }: TableColumn): boolean {
	return tellingOf(title) >= 2;
}

function hideLeast(columns: TableColumn[], wanted: TableColumn | undefined): void {
	const least = columns
		.filter(column => column !== wanted)
		.reduce((a, b) => (tellingOf(b.title) >= tellingOf(a.title) ? b : a));
	columns.splice(columns.indexOf(least), 1);
}

/** Gives the room that is left to what is cut, also what a column has no use for because its names are cut to less. */
function fill(columns: readonly TableColumn[], widthCells: number): TableColumn[] {
	let filled: readonly TableColumn[] = columns;
	for (let turn = 0; turn < 2; turn++) {
		const room = widthCells - sumOf(filled, ({ widthCells: cells }) => cells);
		filled = grow(filled, room).map(tightened);
	}

	return [...filled];
}

/** A column without the cells that none of its texts takes; it does not grow again. */
function tightened(column: TableColumn): TableColumn {
	const { widthCells, fullCells, head, texts, align } = column;
	if (align === 'right' || fullCells <= widthCells) {
		return column;
	}

	const used = Math.max(
		cellWidth(head) + 1,
		...texts.map(text => cellWidth(fitName(text, widthCells))),
	);
	return used < widthCells ? { ...column, widthCells: used, fullCells: used } : column;
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
function lossOf(column: TableColumn): number {
	const { cutAt, widthCells } = column;
	return ((cutAt[widthCells - 1] ?? 0) / widthCells) * (isLittle(column) ? littleTold : 1);
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
