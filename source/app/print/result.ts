import type { QueryResult } from '../../query/port.ts';
import type { Value } from '../../query/value.ts';
import { fit, padEnd, padStart } from '../../text/fit.ts';
import { sanitise } from '../../text/sanitise.ts';
import { formatTime } from '../../text/time.ts';
import { cellWidth } from '../../text/width.ts';
import { csvLine } from './csv.ts';

export const resultFormats = ['table', 'json', 'ndjson', 'csv', 'document'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** Columns wider than this many cells are cut in a table, except the last one. */
const columnCellsMax = 60;
/** The first rows of a table decide how wide its columns are. */
const measuredRowsMax = 1_000;

/**
 * A result as text in pieces, so that a large result is never in memory twice.
 *
 * @param columns - width of the terminal in cells; a table is cut to it. Infinity when it is
 *   written to a file
 * @param about - the members of a `document` before its rows
 */
export function* printResult(
	result: QueryResult,
	format: ResultFormat,
	columns: number,
	timeZone: string,
	about: Readonly<Record<string, unknown>> = {},
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
			yield* printTable(result, columns, timeZone);
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

function* printTable(result: QueryResult, columns: number, timeZone: string): Iterable<string> {
	const numeric = result.columns.map((_, index) => isNumeric(result, index));
	const cell = (row: readonly Value[], index: number) =>
		cellText(result.columns[index] ?? '', row[index] ?? null, timeZone);
	const widths = result.columns.map((title, index) =>
		Math.min(
			index === result.columns.length - 1 ? Number.POSITIVE_INFINITY : columnCellsMax,
			Math.max(
				cellWidth(sanitise(title)),
				...result.rows.slice(0, measuredRowsMax).map(row => cellWidth(cell(row, index))),
			),
		),
	);
	const line = (cells: readonly string[]) => {
		const text = cells
			.map((text, index) => {
				const width = widths[index] ?? 0;
				return numeric[index] === true
					? padStart(fit(text, width), width)
					: padEnd(fit(text, width), width);
			})
			.join('  ')
			.trimEnd();
		return `${Number.isFinite(columns) ? fit(text, columns) : text}\n`;
	};

	yield line(result.columns.map(title => sanitise(title)));
	yield line(widths.map(width => '─'.repeat(Math.min(width, columns))));
	for (const row of result.rows) {
		yield line(result.columns.map((_, index) => cell(row, index)));
	}
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
