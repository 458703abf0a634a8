import type { QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import { fit, padEnd, padStart } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import { cellWidth } from '../../text/width.ts';
import { csvLine } from './csv.ts';

export const resultFormats = ['table', 'json', 'ndjson', 'csv', 'document'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** Columns wider than this many cells are cut in a table; the last one has the rest of the line. */
const columnCellsMax = 60;
/** What the last column has at least, however much the others take. In cells. */
const lastCells = 20;
/** Cells of a table that are not shown whole. */
export interface TableCut {
	/** The width that columns are cut for. Infinity: none is cut. */
	readonly cells: number;
	/** Told of each row how many of its cells are cut. */
	onCut(count: number): void;
}

const gap = '  ';
/** The first rows of a table decide how wide its columns are. */
const measuredRowsMax = 1_000;

/**
 * A result as text in pieces, so that a large result is never in memory twice.
 *
 * @param columns - width of the terminal in cells; a table is cut to it. Infinity when it is
 *   written to a file
 * @param about - the members of a `document` before its rows
 * @param cut - of a table; without it the last column is as wide as it needs
 */
export function* printResult(
	result: QueryResult,
	format: ResultFormat,
	columns: number,
	timeZone: string,
	about: Readonly<Record<string, unknown>> = {},
	cut?: TableCut,
): Iterable<string> {
	switch (format) {
		case 'json':
			yield* rowList(result);
			yield '\n';
			break;

		case 'document':
			yield `${JSON.stringify({ ...about, columns: result.columns, rowCount: result.rowCount }).slice(0, -1)},"rows":`;
			yield* rowList(result);
			yield '}\n';
			break;

		case 'ndjson':
			for (const row of result.rows) {
				yield `${JSON.stringify(rowObject(result.columns, row))}\n`;
			}

			break;

		case 'csv':
			yield `${csvLine(result.columns)}\r\n`;
			for (const row of result.rows) {
				yield `${csvLine(row)}\r\n`;
			}

			break;

		case 'table':
			yield* printTable(result, columns, timeZone, cut);
			break;
	}
}

function* rowList({ columns, rows }: QueryResult): Iterable<string> {
	yield '[';
	for (const [index, row] of rows.entries()) {
		yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(rowObject(columns, row))}`;
	}

	yield rows.length === 0 ? ']' : '\n]';
}

/** One row as an object, in column order. */
export function rowObject(
	columns: readonly string[],
	row: readonly Value[],
): Record<string, Value> {
	// Without a prototype, because a column may be called `__proto__`.
	const object = Object.create(null) as Record<string, Value>;
	for (const [index, column] of columns.entries()) {
		object[column] = row[index] ?? null;
	}

	return object;
}

function* printTable(
	result: QueryResult,
	columns: number,
	timeZone: string,
	cut: TableCut | undefined,
): Iterable<string> {
	const numeric = result.columns.map((_, index) => isNumeric(result, index));
	const cell = (row: readonly Value[], index: number) =>
		cellText(result.columns[index] ?? '', row[index] ?? null, timeZone);
	const needed = result.columns.map((title, index) =>
		Math.max(
			cellWidth(sanitise(title)),
			...result.rows.slice(0, measuredRowsMax).map(row => cellWidth(cell(row, index))),
		),
	);
	const widths = tableWidths(needed, cut);
	const shown = visibleWidths(widths, columns);
	const line = (cells: readonly string[]) => {
		const text = cells
			.map((text, index) => {
				const width = widths[index] ?? 0;
				return numeric[index] === true
					? padStart(fit(text, width), width)
					: padEnd(fit(text, width), width);
			})
			.join(gap)
			.trimEnd();
		return `${Number.isFinite(columns) ? fit(text, columns) : text}\n`;
	};

	yield line(result.columns.map(title => sanitise(title)));
	yield line(widths.map(width => '─'.repeat(Math.min(width, columns))));
	for (const row of result.rows) {
		const cells = result.columns.map((_, index) => cell(row, index));
		cut?.onCut(cells.filter((text, index) => cellWidth(text) > (shown[index] ?? 0)).length);
		yield line(cells);
	}
}

/** The width of each column, of what its cells need. */
function tableWidths(needed: readonly number[], cut: TableCut | undefined): readonly number[] {
	if (cut?.cells === Number.POSITIVE_INFINITY) {
		return needed;
	}

	const before = needed.slice(0, -1).map(width => Math.min(width, columnCellsMax));
	const used = before.reduce((sum, width) => sum + width + gap.length, 0);
	const left = cut === undefined ? Number.POSITIVE_INFINITY : Math.max(lastCells, cut.cells - used);
	return [...before, ...needed.slice(-1).map(width => Math.min(width, left))];
}

/** How much of each column a line of so many cells shows. */
function visibleWidths(widths: readonly number[], columns: number): readonly number[] {
	let at = 0;
	return widths.map(width => {
		const visible = Math.max(0, Math.min(width, columns - at));
		at += width + gap.length;
		return visible;
	});
}

function isNumeric(result: QueryResult, index: number): boolean {
	return result.rows
		.slice(0, measuredRowsMax)
		.every(row => row[index] === null || typeof row[index] === 'number');
}

const timeColumns = /^_(?:timeslice(?:_end)?|messagetime|receipttime)$/i;

/** A value for people: the built-in time columns are printed as times. */
function cellText(title: string, value: Value, timeZone: string): string {
	if (value === null) {
		return '';
	}

	return typeof value === 'number' && timeColumns.test(title)
		? formatTime(value, timeZone, 'full')
		: sanitise(String(value));
}
