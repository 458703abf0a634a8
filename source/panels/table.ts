import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { padEnd, padStart } from '../text/fit.ts';
import { padName } from '../text/fit-name.ts';
import { fitNames } from '../text/fit-names.ts';
import { formatNumber, formatPlural } from '../text/number.ts';
import { cellWidth } from '../text/width.ts';
import type { TimeForm } from '../text/time.ts';
import { outcomeRole, severityRole } from './meaning.ts';
import type { Drawing, PanelContext } from './model.ts';
import { padLines, span } from './span.ts';
import type { Line, Role, Span } from './span.ts';
import { accountName } from './account-name.ts';
import { cellText, isTimeColumn, timeFormOf } from './value-text.ts';
import { columnIndex, markCells, splitColumns } from './split-columns.ts';
import { hiddenTitles, sameTexts } from './table-columns.ts';
import { sortedRows } from './table-order.ts';
import { fitColumns, gapCells, headText, moreText } from './table-widths.ts';
import type { TableColumn } from './table-widths.ts';

/**
 * Lays out a table: columns, widths, order and visible rows. The cursor's row is always visible.
 */
export function drawTable(result: QueryResult, context: PanelContext): Drawing {
	const { marked, cursor } = context;
	if (marked === undefined || context.widthCells <= markCells) {
		return drawRows(result, context);
	}

	const drawing = drawRows(result, {
		...context,
		widthCells: context.widthCells - markCells,
	});
	const chosen = cursor.row < 0 ? undefined : sortedRows(result, cursor.sort)[cursor.row];
	const lines = drawing.lines.map((line, index): Line => {
		const row = drawing.lineRows?.[index]?.[0];
		const isMarked = row !== undefined && marked.has(row);
		const sign = span(isMarked ? '* ' : '  ', 'accent');
		return [
			row !== undefined && row === chosen ? { ...sign, selected: true as const } : sign,
			...line,
		];
	});
	return { ...drawing, lines };
}

function drawRows(result: QueryResult, context: PanelContext): Drawing {
	const form = timeFormOf(context.range, context.timeZone);
	const order = sortedRows(result, context.cursor.sort);
	const bodyCells = Math.max(0, context.heightCells - 1);
	const scroll = scrollFor(context.cursor.row, context.cursor.scroll, order.length, bodyCells);
	const { shown: candidates, same } = splitColumns(result, context);
	const titles = candidates.map(index => result.columns[index] ?? '');
	const at = columnIndex(context.cursor, titles);
	const { columns, hiddenCount } = fitColumns(result, candidates, {
		...context,
		cursor: { ...context.cursor, column: at },
	});
	const shown = order.slice(scroll, scroll + bodyCells);
	const lines: Line[] = [headLine(columns, hiddenCount, candidates[at], context)];
	const rows = shown.map(row => result.rows[row] ?? []);
	const texts = columns.map(column => columnTexts(rows, column, form, context));

	shown.forEach((row, offset) => {
		lines.push(
			rowLine(
				columns.map((column, index) => ({
					title: column.title,
					value: rows[offset]?.[column.index] ?? null,
					text: texts[index]?.[offset] ?? '',
				})),
				context.widthCells,
				scroll + offset === context.cursor.row,
				context.fresh?.has(row) === true,
			),
		);
	});

	const hiddenRows = Math.max(0, result.rowCount - shown.length);
	return {
		lines: padLines(lines, context.heightCells),
		note: [noteOf(result, scroll, shown.length), ...hiddenWords(result, context)].join(' · '),
		items: [],
		itemCount: order.length,
		hiddenCount: hiddenRows,
		lineRows: [[], ...shown.map(row => [row])],
		same: sameTexts(result, same, context),
		figures: {
			columns: columns.map(column => column.title),
			hiddenColumnCount: hiddenCount,
			rowCount: result.rowCount,
			firstRow: scroll,
			shownCount: shown.length,
		},
	};
}

/** Columns that the user has hidden, perhaps long ago, are told. */
function hiddenWords(result: QueryResult, { columns, choice }: PanelContext): readonly string[] {
	const count = choice === undefined ? 0 : hiddenTitles(result, columns, choice).length;
	return count === 0 ? [] : [`${formatNumber(count)} hidden`];
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

function headLine(
	columns: readonly TableColumn[],
	hiddenCount: number,
	chosen: number | undefined,
	context: PanelContext,
): Line {
	const isCell = context.cursor.row >= 0;
	const line: Span[] = [];

	const used = columns.reduce((sum, column) => sum + column.widthCells + gapCells, -gapCells);
	const more = hiddenCount > 0 ? moreText(hiddenCount) : '';
	const short = more.length + (more === '' ? 0 : 1) - (context.widthCells - used);

	columns.forEach((column, index) => {
		// How many are hidden may stand over the last column.
		const isLast = index === columns.length - 1;
		const widthCells = column.widthCells - (isLast ? Math.max(0, short) : 0);
		const head = span(align(headText(column, context), { ...column, widthCells }), 'head');
		line.push(
			...(index > 0 ? [span(' ')] : []),
			// Which of the cells of the chosen row the keys act on.
			isCell && column.index === chosen ? { ...head, selected: true } : head,
		);
	});

	const gap = more === '' ? 0 : context.widthCells - used + Math.max(0, short) - more.length;
	return gap > 0 ? [...line, span(' '.repeat(gap)), span(more, 'dim')] : line;
}

function align(text: string, column: TableColumn): string {
	return column.align === 'right'
		? padStart(text, column.widthCells)
		: padName(text, column.widthCells);
}

/** The texts of a column in some rows, each of exactly its cells. */
function columnTexts(
	rows: readonly (readonly Value[])[],
	{ index, title, align: side, widthCells }: TableColumn,
	form: TimeForm,
	{ aliases, timeZone }: PanelContext,
): readonly string[] {
	const texts = rows.map(row => {
		const value = row[index] ?? null;
		return (accountName(value, title, aliases) ?? cellText(value, title, timeZone, form)) || '–';
	});
	return side === 'right'
		? texts.map(text => padStart(text, widthCells))
		: fitNames(texts, widthCells).map(text => padEnd(text, widthCells));
}

interface Cell {
	readonly title: string;
	readonly value: Value;
	/** Of exactly the cells of its column. */
	readonly text: string;
}

function rowLine(
	cells: readonly Cell[],
	widthCells: number,
	isChosen: boolean,
	isFresh: boolean,
): Line {
	const line: Span[] = [];

	cells.forEach(({ title, value, text }, index) => {
		if (index > 0) {
			line.push(isChosen ? { ...span(' '), selected: true } : span(' '));
		}

		const role = roleOf(title, value);
		const piece = span(text, isFresh ? freshRole(title, role) : role);
		line.push(isChosen ? { ...piece, selected: true } : piece);
	});

	if (isChosen) {
		const used = cells.reduce((sum, { text }) => sum + cellWidth(text) + gapCells, -gapCells);
		const rest = widthCells - used;
		return rest > 0 ? [...line, { ...span(' '.repeat(rest)), selected: true }] : line;
	}

	return line;
}

/** A row that has just come is heavier than the others; colours that mean something stay. */
function freshRole(title: string, role: Role): Role {
	return isTimeColumn(title) ? 'accent' : role === 'text' ? 'strong' : role;
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
