import type { CellLine } from './cells.ts';
import { isCertain } from './cells.ts';
import { lookOf, styleChange } from './style.ts';

/**
 * The bytes that turn one screen into another.
 *
 * @param before - the present content of the terminal; a missing line is blank
 * @param after - the content to show
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
		pen.clearRight(row, length, line);
	}
}

/** Blank cells beyond the end of a line equal plain spaces. */
function isSame(old: CellLine, line: CellLine, column: number): boolean {
	return (
		(old.glyphs[column] ?? ' ') === line.glyphs[column] &&
		(old.styles[column] ?? '') === line.styles[column]
	);
}

/** Tracks the cursor and the style, and writes only what changes. */
class Pen {
	#out = '';
	#row = -1;
	#column = -1;
	#style = '';
	/** Whether a blank written with the present style would be visible. */
	#marksBlanks = false;

	moveTo(row: number, column: number, line: CellLine): void {
		if (row === this.#row && column === this.#column) {
			return;
		}

		if (row === this.#row && this.#column >= 0 && column > this.#column) {
			const gap = column - this.#column;
			const move = gap === 1 ? '\u001B[C' : `\u001B[${gap}C`;
			// Unchanged cells are written again when that is shorter than moving the cursor.
			this.#out += this.#bridge(line, column, move.length) ?? move;
		} else if (row === this.#row) {
			this.#out += column === 0 ? '\r' : `\u001B[${column + 1}G`;
		} else if (column === 0 && row === this.#row + 1 && this.#row >= 0) {
			this.#out += '\r\n';
		} else {
			this.#out += column === 0 ? `\u001B[${row + 1}H` : `\u001B[${row + 1};${column + 1}H`;
		}

		this.#row = row;
		this.#column = column;
	}

	put(glyph: string, widthCells: number, style: string): void {
		if (glyph !== ' ' || style !== '' || this.#marksBlanks) {
			this.#setStyle(style);
		}

		if (isCertain(glyph)) {
			this.#out += glyph;
			this.#column += 1;
			return;
		}

		// Terminals disagree about the width of rare glyphs, so the cells are blanked first and the
		// cursor is positioned after the glyph.
		this.#out += `${' '.repeat(widthCells)}\u001B[${this.#column + 1}G${glyph}`;
		this.#column = -1;
	}

	clearRight(row: number, column: number, line: CellLine): void {
		this.moveTo(row, column, line);
		if (this.#marksBlanks) {
			this.#setStyle('');
		}

		this.#out += '\u001B[K';
	}

	finish(): string {
		this.#setStyle('');
		return this.#out;
	}

	/**
	 * The unchanged cells up to a column, if there are few of them and they have the present style.
	 */
	#bridge(line: CellLine, column: number, lengthMax: number): string | undefined {
		let text = '';
		let lengthBytes = 0;
		for (let cell = this.#column; cell < column; cell++) {
			const glyph = line.glyphs[cell] ?? ' ';
			const style = line.styles[cell] ?? '';
			const isBlank = glyph === ' ' && style === '' && !this.#marksBlanks;
			lengthBytes += glyph.charCodeAt(0) < 0x80 ? 1 : 3;
			if (lengthBytes > lengthMax || !isCertain(glyph) || (style !== this.#style && !isBlank)) {
				return undefined;
			}

			text += glyph;
		}

		return text;
	}

	#setStyle(style: string): void {
		if (style !== this.#style) {
			this.#out += styleChange(this.#style, style);
			this.#style = style;
			this.#marksBlanks = lookOf(style).marksBlanks;
		}
	}
}
