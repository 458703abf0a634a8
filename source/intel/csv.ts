/** One row of a table with the number of its first line, from 1. */
export interface CsvRow {
	readonly cells: readonly string[];
	readonly line: number;
}

/**
 * Reads separated values (RFC 4180): quoted cells may hold separators, doubled quotes and line
 * ends. Any kind of line end is accepted, and empty lines are skipped. A quote that is never closed
 * ends at the end of the text.
 */
export function* csvRows(text: string, separator: string): Generator<CsvRow> {
	let cells: string[] = [];
	let line = 1;
	let startLine = 1;
	let index = 0;
	while (index <= text.length) {
		const cell =
			text[index] === '"' ? quotedCell(text, index, separator) : plainCell(text, index, separator);
		cells.push(cell.text);
		line += cell.lineEnds;
		const next = text[cell.end];
		if (next === separator) {
			index = cell.end + 1;
			continue;
		}

		if (cells.length > 1 || cells[0] !== '') {
			yield { cells, line: startLine };
		}

		cells = [];
		index = cell.end + (next === '\r' && text[cell.end + 1] === '\n' ? 2 : 1);
		line++;
		startLine = line;
	}
}

interface Cell {
	readonly text: string;
	/** Index of what follows the cell: a separator, a line end or the end of the text. */
	readonly end: number;
	readonly lineEnds: number;
}

function quotedCell(text: string, start: number, separator: string): Cell {
	let from = start + 1;
	let cell = '';
	for (;;) {
		const quote = text.indexOf('"', from);
		if (quote < 0) {
			cell += text.slice(from);
			return { text: cell, end: text.length, lineEnds: countLineEnds(cell) };
		}

		cell += text.slice(from, quote);
		if (text[quote + 1] !== '"') {
			// What stands between the closing quote and the separator belongs to no cell.
			const { end } = plainCell(text, quote + 1, separator);
			return { text: cell, end, lineEnds: countLineEnds(cell) };
		}

		cell += '"';
		from = quote + 2;
	}
}

function plainCell(text: string, start: number, separator: string): Cell {
	let end = start;
	while (end < text.length) {
		const character = text[end];
		if (character === separator || character === '\n' || character === '\r') {
			break;
		}

		end++;
	}

	return { text: text.slice(start, end).trim(), end, lineEnds: 0 };
}

function countLineEnds(text: string): number {
	return text.split('\n').length - 1;
}
