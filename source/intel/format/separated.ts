import { csvRows } from '../csv.ts';
import type { Judgement } from '../indicator.ts';
import type { IndicatorList } from '../indicator-list.ts';
import { parseRange } from '../address.ts';
import { linesOf } from './lines.ts';
import type { Meaning } from './named-fields.ts';
import { addFields, meaningOf, plainType } from './named-fields.ts';

/** The columns of separated values. */
export interface Columns {
	readonly separator: string;
	/** Meaning of each column; undefined for an unknown one. */
	readonly meanings: readonly (Meaning | undefined)[];
	/** The line of the header, from 1; 0 when there is none. */
	readonly headerLine: number;
}

const separators = ['\t', ',', ';', '|'];
/** Lines that are inspected to find the columns. */
const sniffedLinesMax = 200;

/** The upload format of the reference product has no header and a fixed order of columns. */
const uploadColumns: readonly (Meaning | undefined)[] = [
	...(['id', 'indicator', 'type', undefined, 'valid-from', 'valid-until'] as const),
	...(['confidence', 'threat-type', 'actors', 'kill-chain'] as const),
];

/**
 * Finds the columns of separated values: from a header, which may be in a comment, or from the form
 * of the first row.
 *
 * @returns undefined for a plain list
 */
export function findColumns(text: string): Columns | undefined {
	let header: Columns | undefined;
	for (const { line, number } of linesOf(text)) {
		if (number > sniffedLinesMax) {
			return undefined;
		}

		const isComment = /^\s*(?:[#;]|\/\/)/.test(line);
		const columns = headerOf(line.replace(/^[\s#;/]+/, ''), number);
		// The last comment before the data that looks like a header counts, because prose above it
		// may look like one too.
		header = columns ?? header;
		if (columns !== undefined && !isComment) {
			return columns;
		}

		if (!isComment && line.trim() !== '') {
			return header ?? shapeOf(line);
		}
	}

	return undefined;
}

function headerOf(line: string, number: number): Columns | undefined {
	for (const separator of separators) {
		const cells = cellsOf(line, separator);
		const meanings = cells.map(meaningOf);
		const isNamed = (['indicator', 'asn', 'domain'] as const).some(one => meanings.includes(one));
		if (cells.length > 1 && isNamed && cells.every(cell => /^[\w .()-]{1,40}$/.test(cell))) {
			return { separator, meanings, headerLine: number };
		}
	}

	return undefined;
}

function shapeOf(line: string): Columns | undefined {
	// A semicolon after an address starts a comment.
	for (const separator of separators.filter(candidate => candidate !== ';')) {
		const cells = cellsOf(line, separator);
		if (cells.length >= 7 && plainType(cells[2]) !== undefined) {
			return { separator, meanings: uploadColumns, headerLine: 0 };
		}

		const at = cells.findIndex(cell => parseRange(cell) !== undefined);
		if (cells.length > 1 && at >= 0) {
			const meanings = cells.map((cell, index): Meaning | undefined => {
				const isCount = index === at + 1 && cells.length === 2 && /^\d{1,4}$/.test(cell);
				return index === at ? 'indicator' : isCount ? 'list-count' : undefined;
			});
			return { separator, meanings, headerLine: 0 };
		}
	}

	return undefined;
}

function cellsOf(line: string, separator: string): readonly string[] {
	const [row] = csvRows(line, separator);
	return row?.cells ?? [];
}

/** Reads separated values whose columns are known. */
export function readSeparated(
	text: string,
	{ separator, meanings, headerLine }: Columns,
	defaults: Judgement,
	list: IndicatorList,
): void {
	for (const { cells, line } of csvRows(text, separator)) {
		const first = cells[0] ?? '';
		if (line <= headerLine || /^(?:#|;|\/\/)/.test(first)) {
			continue;
		}

		const fields: Partial<Record<Meaning, unknown>> = {};
		for (const [index, meaning] of meanings.entries()) {
			const cell = cells[index];
			if (meaning !== undefined && cell !== undefined && cell !== '') {
				fields[meaning] ??= cell;
			}
		}

		const why = addFields(fields, defaults, list);
		if (why !== undefined) {
			list.reject(`line ${line}`, cells.join(separator), why);
		}
	}
}
