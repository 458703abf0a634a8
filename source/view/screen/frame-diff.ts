import type { CellLine } from './cells.ts';
import { isCertain } from './cells.ts';

/** Unchanged cells up to this many are written again: shorter than moving the cursor over them. */
const gapCellsMax = 4;

/**
 * The bytes that turn one screen into another.
 *
 * @param before - what the terminal shows; a missing line is blank
 * @param after - what it shall show
 * @returns the empty string when nothing differs
 */
export function frameDiff(before: readonly CellLine[], after: readonly CellLine[]): string {
	const pen = new Pen();
	const rowCount = Math.max(before.length, after.length);
	for (let row = 0; row < rowCount; row++) {
		const old = before[row];
		const line = after[row];
		if (old !== line) {
			diffLine(pen, row, old ?? blank, line ?? blank);
		}
	}

	return pen.finish();
}

const blank: CellLine = { glyphs: [], styles: [] };

function diffLine(pen: Pen, row: number, old: CellLine, line: CellLine): void {
	const length = line.glyphs.length;
	let column = 0;
	while (column < length) {
		if (isSame(old, line, column)) {
			column += 1;
			continue;
		}

		pen.moveTo(row, column, line);
		const width = line.glyphs[column + 1] === '' ? 2 : 1;
		pen.put(line.glyphs[column] ?? ' ', width, line.styles[column] ?? '');
		column += width;
	}

	if (old.glyphs.length > length) {
		pen.clearRight(row, length);
	}
}

/** Blank cells beyond the end of a line equal plain spaces. */
function isSame(old: CellLine, line: CellLine, column: number): boolean {
	return (
		(old.glyphs[column] ?? ' ') === line.glyphs[column] &&
		(old.styles[column] ?? '') === line.styles[column]
	);
}

/** Knows where the cursor stands and how it writes, and says only what changes. */
class Pen {
	#out = '';
	#row = -1;
	#column = -1;
	#style = '';

	moveTo(row: number, column: number, line: CellLine): void {
		if (row === this.#row && column === this.#column) {
			return;
		}

		const gap = column - this.#column;
		if (
			row === this.#row &&
			this.#column >= 0 &&
			gap > 0 &&
			gap <= gapCellsMax &&
			this.#bridge(line, column)
		) {
			return;
		}

		if (row === this.#row && this.#column >= 0 && gap > 0) {
			this.#out += gap === 1 ? '\u001B[C' : `\u001B[${gap}C`;
		} else if (column === 0 && row === this.#row + 1 && this.#row >= 0) {
			this.#out += '\r\n';
		} else {
			this.#out += column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
		}

		this.#row = row;
		this.#column = column;
	}

	put(glyph: string, widthCells: number, style: string): void {
		this.#setStyle(style);
		if (isCertain(glyph)) {
			this.#out += glyph;
			this.#column += 1;
			return;
		}

		// Terminals disagree about the width of rare glyphs: its cells are blanked first, and after
		// it the cursor is set anew.
		this.#out += `${' '.repeat(widthCells)}\u001B[${this.#column + 1}G${glyph}`;
		this.#column = -1;
	}

	clearRight(row: number, column: number): void {
		if (row !== this.#row || column !== this.#column) {
			this.#out += column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
		}

		this.#setStyle('');
		this.#out += '\u001B[K';
		this.#row = row;
		this.#column = column;
	}

	finish(): string {
		this.#setStyle('');
		return this.#out;
	}

	/** Writes the unchanged cells of a short gap again, where that needs no change of style. */
	#bridge(line: CellLine, column: number): boolean {
		for (let cell = this.#column; cell < column; cell++) {
			if (line.styles[cell] !== this.#style || !isCertain(line.glyphs[cell] ?? '')) {
				return false;
			}
		}

		for (let cell = this.#column; cell < column; cell++) {
			this.#out += line.glyphs[cell] ?? ' ';
		}

		this.#column = column;
		return true;
	}

	#setStyle(style: string): void {
		if (style === this.#style) {
			return;
		}

		if (style === '') {
			this.#out += '\u001B[m';
		} else {
			this.#out += this.#style === '' ? `\u001B[${style}m` : `\u001B[0;${style}m`;
		}

		this.#style = style;
	}
}
