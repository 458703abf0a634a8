import type { CellLine } from '../screen/cells.ts';
import { cellsOf } from '../screen/cells.ts';
import { styleChange } from '../screen/style.ts';
import { Generations } from './generations.ts';

type Transformer = (line: string, index: number) => string;

interface Clip {
	readonly x1: number | undefined;
	readonly x2: number | undefined;
	readonly y1: number | undefined;
	readonly y2: number | undefined;
}

/** One span of text in one row. */
interface Piece {
	readonly x: number;
	readonly line: string;
	/** The visible cells of the line, half-open. */
	readonly from: number;
	readonly to: number;
}

interface Row {
	readonly key: string;
	readonly text: string;
}

const lineEntriesMax = 2_000;
const lineCellsMax = 2_000;

const cells = new Generations<CellLine>(lineEntriesMax);
// The rows of the last frame. Ink composes the whole screen for every change; a row with unchanged
// pieces is not composed again here.
let lastRows: readonly Row[] = [];

/**
 * Replaces Ink’s own `Output` in the bundle: it has the same four methods, but uses cells instead
 * of styled character objects, and its caches are bounded.
 */
export class Output {
	readonly width: number;
	readonly height: number;
	readonly #rows: Piece[][];
	readonly #clips: Clip[] = [];

	constructor(options: { readonly width: number; readonly height: number }) {
		this.width = options.width;
		this.height = options.height;
		this.#rows = Array.from({ length: options.height }, () => []);
	}

	write(
		x: number,
		y: number,
		text: string,
		options: { transformers: readonly Transformer[] },
	): void {
		if (text === '') {
			return;
		}

		const clip = this.#clips.at(-1);
		for (const [index, plain] of text.split('\n').entries()) {
			const row = y + index;
			if (isOutside(row, clip?.y1, clip?.y2)) {
				continue;
			}

			let line = plain;
			for (const transformer of options.transformers) {
				line = transformer(line, index);
			}

			this.#rows[row]?.push({
				x,
				line,
				from: Math.max(0, (clip?.x1 ?? Number.NEGATIVE_INFINITY) - x),
				to: (clip?.x2 ?? Number.POSITIVE_INFINITY) - x,
			});
		}
	}

	clip(clip: Clip): void {
		this.#clips.push(clip);
	}

	unclip(): void {
		this.#clips.pop();
	}

	get(): { output: string; height: number } {
		const rows = this.#rows.map((pieces, index) => {
			const key = pieces
				.map(piece => `${piece.x},${piece.from},${piece.to},${piece.line}`)
				.join('\u0000');
			const last = lastRows[index];
			return last !== undefined && last.key === key ? last : { key, text: compose(pieces) };
		});
		lastRows = rows;
		cells.turn();
		return { output: rows.map(row => row.text).join('\n'), height: this.height };
	}
}

/** For tests: number of cached lines. */
export function keptLineCount(): number {
	return cells.size;
}

function isOutside(row: number, from: number | undefined, to: number | undefined): boolean {
	return (from !== undefined && row < from) || (to !== undefined && row >= to);
}

/** Later pieces cover earlier ones. */
function compose(pieces: readonly Piece[]): string {
	const glyphs: string[] = [];
	const styles: string[] = [];
	for (const piece of pieces) {
		const line = cells.get(piece.line, text => cellsOf(text, lineCellsMax));
		const end = Math.min(piece.to, line.glyphs.length);
		for (let cell = piece.from; cell < end; cell++) {
			put(glyphs, styles, piece.x + cell, line.glyphs[cell] ?? ' ', line.styles[cell] ?? '');
		}

		// A wide glyph that the edge of the clip cuts in two becomes a blank.
		if (line.glyphs[piece.from] === '') {
			put(glyphs, styles, piece.x + piece.from, ' ', line.styles[piece.from] ?? '');
		}

		if (line.glyphs[end] === '') {
			put(glyphs, styles, piece.x + end - 1, ' ', line.styles[end] ?? '');
		}
	}

	return textOf(glyphs, styles);
}

function put(
	glyphs: string[],
	styles: string[],
	column: number,
	glyph: string,
	style: string,
): void {
	if (column < 0) {
		return;
	}

	while (glyphs.length < column) {
		glyphs.push(' ');
		styles.push('');
	}

	// When half of a wide glyph is covered, its other half becomes a blank.
	if (glyphs[column] === '' && glyph !== '' && column > 0) {
		glyphs[column - 1] = ' ';
	}

	if (glyphs[column + 1] === '' && glyphs[column] !== '') {
		glyphs[column + 1] = ' ';
	}

	glyphs[column] = glyph;
	styles[column] = style;
}

function textOf(glyphs: readonly string[], styles: readonly string[]): string {
	let text = '';
	let style = '';
	for (const [index, glyph] of glyphs.entries()) {
		const next = styles[index] ?? '';
		if (next !== style) {
			text += styleChange(style, next);
			style = next;
		}

		text += glyph;
	}

	return style === '' ? text.trimEnd() : `${text}\u001B[0m`;
}
