import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { cellWidth } from '../text/width.ts';
import { padStart } from '../text/fit.ts';
import { padName } from '../text/fit-name.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { sanitise } from '../text/sanitise.ts';
import type { TimeForm } from '../text/time.ts';
import { outcomeRole, severityRole } from './meaning.ts';
import type { Drawing, PanelContext } from './model.ts';
import { padLines, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { accountName, titleAccountName } from './account-name.ts';
import { cellText, isTimeColumn, numberOf, timeFormOf } from './value-text.ts';
import { sortedRows } from './table-order.ts';

interface TableColumn {
	/** Index into the result's columns. */
	readonly index: number;
	readonly title: string;
	/** The title as it is shown. */
	readonly head: string;
	readonly widthCells: number;
	/** With which nothing in it is cut. */
	readonly fullCells: number;
	readonly align: 'left' | 'right';
}

/** A wider cell is whole only where room is left, so that one long message does not push out the other columns. */
const cellCellsMax = 48;
const cellCellsMin = 6;
/**
 * Rows, besides the visible ones, that decide the widths, so that scrolling does not move the
 * columns.
 */
const sampledRowsMax = 200;
const gapCells = 1;
const textCellsMin = 12;
const comparedCellsMin = 8;

/**
 * Lays out a table: columns, widths, order and visible rows. The cursor's row is always visible.
 */
export function drawTable(result: QueryResult, context: PanelContext): Drawing {
	const form = timeFormOf(context.range, context.timeZone);
	const order = sortedRows(result, context.cursor.sort);
	const bodyCells = Math.max(0, context.heightCells - 1);
	const scroll = scrollFor(context.cursor.row, context.cursor.scroll, order.length, bodyCells);
	const candidates = chooseColumns(result, context.columns, context.cursor.hidden);
	const { columns, hiddenCount } = fitColumns(result, candidates, form, context);
	const shown = order.slice(scroll, scroll + bodyCells);
	const lines: Line[] = [headLine(columns, hiddenCount, context)];

	shown.forEach((row, offset) => {
		lines.push(
			rowLine(
				result.rows[row] ?? [],
				columns,
				form,
				context,
				scroll + offset === context.cursor.row,
			),
		);
	});

	const hiddenRows = Math.max(0, result.rowCount - shown.length);
	return {
		lines: padLines(lines, context.heightCells),
		note: noteOf(result, scroll, shown.length),
		items: [],
		itemCount: order.length,
		hiddenCount: hiddenRows,
		lineRows: [[], ...shown.map(row => [row])],
		figures: {
			columns: columns.map(column => column.title),
			hiddenColumnCount: hiddenCount,
			rowCount: result.rowCount,
			firstRow: scroll,
			shownCount: shown.length,
		},
	};
}

function noteOf(result: QueryResult, scroll: number, shownCount: number): string {
	const rows = formatPlural(result.rowCount, 'row');

	if (result.rows.length < result.rowCount) {
		return `${formatNumber(result.rows.length)} of ${rows}`;
	}

	return shownCount < result.rowCount && scroll > 0
		? `${formatNumber(scroll + 1)}–${formatNumber(scroll + shownCount)} of ${formatNumber(result.rowCount)}`
		: rows;
}

/** The first visible row, chosen so that the cursor's row is visible. */
export function scrollFor(
	cursorRow: number,
	scroll: number,
	rowCount: number,
	heightCells: number,
): number {
	const last = Math.max(0, rowCount - heightCells);
	const bounded = Math.max(0, Math.min(scroll, last));

	if (cursorRow < 0 || heightCells <= 0) {
		return bounded;
	}

	if (cursorRow < bounded) {
		return cursorRow;
	}

	return cursorRow >= bounded + heightCells ? cursorRow - heightCells + 1 : bounded;
}

/** The requested columns; else all, of records without their text when there are others. */
export function chooseColumns(
	result: QueryResult,
	asked: readonly string[] | undefined,
	hidden: readonly string[] = [],
): number[] {
	const wanted = wantedColumns(result, asked);
	const shown = wanted.filter(index => !hidden.includes(result.columns[index] ?? ''));
	return shown.length > 0 ? shown : wanted;
}

function wantedColumns(result: QueryResult, asked: readonly string[] | undefined): number[] {
	const all = result.columns.map((_, index) => index);

	if (asked !== undefined) {
		const found = asked
			.map(title => result.columns.findIndex(one => one.toLowerCase() === title.toLowerCase()))
			.filter(index => index >= 0);
		return found.length > 0 ? found : all;
	}

	if (result.kind === 'table') {
		return all;
	}

	// The text of a record has no room in a line: enter opens it.
	const short = all.filter(index => result.columns[index]?.toLowerCase() !== '_raw');
	return short.length > 0 ? short : all;
}

function fitColumns(
	result: QueryResult,
	candidates: readonly number[],
	form: TimeForm,
	context: PanelContext,
): { columns: TableColumn[]; hiddenCount: number } {
	const sampled = result.rows.slice(0, sampledRowsMax);
	// With a column of changes there is less room, and the changed number must stay visible.
	const floorCells = context.before === undefined ? textCellsMin : comparedCellsMin;
	const measured = candidates.map(index => measure(result, sampled, index, form, context));

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
	let numeric = rows.length > 0 && !isTimeColumn(title);

	for (const row of rows) {
		const value = row[index] ?? null;
		numeric &&= value === null || (typeof value === 'number' && Number.isFinite(numberOf(value)));
		const needed = cellWidth(
			accountName(value, title, aliases) ?? cellText(value, title, timeZone, form),
		);
		width = Math.max(width, Math.min(cellCellsMax, needed));
		fullCells = Math.max(fullCells, needed);
	}

	return { index, title, head, widthCells: width, fullCells, align: numeric ? 'right' : 'left' };
}

/**
 * Narrows the widest column until all fit; columns that still do not fit are hidden from the end.
 */
function shrink(
	measured: readonly TableColumn[],
	widthCells: number,
	floorCells: number,
): TableColumn[] {
	const columns = [...measured];
	const needed = () =>
		columns.reduce((sum, column) => sum + column.widthCells, 0) + (columns.length - 1) * gapCells;
	const minimum = () =>
		columns.reduce(
			(sum, column) => sum + Math.min(column.widthCells, floorOf(column, floorCells)),
			0,
		) +
		(columns.length - 1) * gapCells;

	while (columns.length > 1 && minimum() > widthCells) {
		columns.pop();
	}

	while (needed() > widthCells) {
		const widest = columns.reduce(
			(best, column, index) =>
				column.widthCells - floorOf(column, floorCells) >
				(columns[best]?.widthCells ?? 0) - floorOf(columns[best], floorCells)
					? index
					: best,
			0,
		);
		const column = columns[widest];

		if (column === undefined || column.widthCells <= 1) {
			break;
		}

		columns[widest] = { ...column, widthCells: column.widthCells - 1 };
	}

	return grow(columns, widthCells - needed());
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

/** A cut time or number is useless; a long text can still be read at twelve cells. */
function floorOf(column: TableColumn | undefined, floorCells: number): number {
	if (column === undefined) {
		return cellCellsMin;
	}

	if (isTimeColumn(column.title) || column.align === 'right') {
		return column.widthCells;
	}

	return Math.min(column.widthCells, floorCells);
}

const shortTitles: Readonly<Record<string, string>> = {
	eventTime: 'time',
	_timeslice: 'time',
	_messageTime: 'time',
	sourceIPAddress: 'ip',
	eventName: 'event',
	eventSource: 'source',
	eventType: 'type',
	awsRegion: 'region',
	eventCount: 'count',
	mfaUsed: 'mfa',
	mfaAuthenticated: 'mfa',
	errorCode: 'error',
	errorMessage: 'message',
	principalId: 'principal',
	targetUser: 'target',
	accessKeyId: 'key',
	groupDescription: 'description',
};

/**
 * Titles are shortened for display; the model keeps the full ones. Where a short one could be
 * another column's too, each is shown as it is written in the query.
 */
function titleText(title: string, all: readonly string[], context: PanelContext): string {
	const short = shortTitles[title];
	const isTaken = all.some(one => one !== title && (one === short || shortTitles[one] === short));
	const named = titleAccountName(title, context);
	return named ?? (short === undefined || isTaken ? sanitise(title) : short);
}

function headLine(
	columns: readonly TableColumn[],
	hiddenCount: number,
	context: PanelContext,
): Line {
	const line: Span[] = [];

	columns.forEach((column, index) => {
		const sort = context.cursor.sort;
		const mark = sort?.column === column.title ? (sort.descending ? '▼' : '▲') : '';
		const text = column.head + mark;
		line.push(...(index > 0 ? [span(' ')] : []), span(align(text, column), 'head'));
	});

	const used = columns.reduce((sum, column) => sum + column.widthCells + gapCells, -gapCells);
	const more = hiddenCount > 0 ? `+${hiddenCount}›` : '';
	const gap = context.widthCells - used - more.length;
	return gap > 0 && more !== '' ? [...line, span(' '.repeat(gap)), span(more, 'dim')] : line;
}

function align(text: string, column: TableColumn): string {
	return column.align === 'right'
		? padStart(text, column.widthCells)
		: padName(text, column.widthCells);
}

function rowLine(
	row: readonly Value[],
	columns: readonly TableColumn[],
	form: TimeForm,
	context: PanelContext,
	isChosen: boolean,
): Line {
	const line: Span[] = [];

	columns.forEach((column, index) => {
		const value = row[column.index] ?? null;
		const text =
			accountName(value, column.title, context.aliases) ??
			cellText(value, column.title, context.timeZone, form);

		if (index > 0) {
			line.push(isChosen ? { ...span(' '), selected: true } : span(' '));
		}

		const piece = span(align(text === '' ? '–' : text, column), roleOf(column.title, value));
		line.push(isChosen ? { ...piece, selected: true } : piece);
	});

	if (isChosen) {
		const used = columns.reduce((sum, column) => sum + column.widthCells + gapCells, -gapCells);
		const rest = context.widthCells - used;
		return rest > 0 ? [...line, { ...span(' '.repeat(rest)), selected: true }] : line;
	}

	return line;
}

const goodWords = /^(success|yes|true)$/i;
const badTitles = /^(errorcode|error|errormessage)$/i;

/** Colour repeats what the text says. */
function roleOf(title: string, value: Value): Role {
	if (value === null || value === '' || value === 'HIDDEN_DUE_TO_SECURITY_REASONS') {
		return 'dim';
	}

	const text = String(value);

	if (badTitles.test(title)) {
		return outcomeRole(text) ?? 'bad';
	}

	if (/^severity$/i.test(title)) {
		return severityRole(text) ?? 'text';
	}

	if (/^(_?result)$/i.test(title)) {
		return outcomeRole(text) ?? 'bad';
	}

	if (/^mfa/i.test(title)) {
		return goodWords.test(text) ? 'good' : 'warn';
	}

	if (/^confidence$/i.test(title)) {
		return text === 'high' ? 'bad' : 'warn';
	}

	return isTimeColumn(title) ? 'dim' : 'text';
}
