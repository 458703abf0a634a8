import { cellsOf } from '../screen/cells.ts';
import type { CellLine } from '../screen/cells.ts';
import { styleChange } from '../screen/style.ts';
import { Generations } from './generations.ts';

const textEntriesMax = 2_000;
const lineCellsMax = 4_000;
const wrapped = new Generations<string>(textEntriesMax);

/**
 * Cuts or wraps a text that is wider than its box. Replaces Ink’s own function in the bundle.
 * Models are cut to size before they are drawn, so this is only a safeguard.
 *
 * @param widthCells - width of a line in cells
 */
export function wrapText(text: string, widthCells: number, wrapType: string): string {
	return wrapped.get(`${widthCells} ${wrapType} ${text}`, () =>
		text
			.split('\n')
			.flatMap(line => fitLine(cellsOf(line, lineCellsMax), Math.max(1, widthCells), wrapType))
			.join('\n'),
	);
}

/** For tests: number of cached entries. */
export function wrappedCount(): number {
	return wrapped.size;
}

function fitLine(line: CellLine, width: number, wrapType: string): readonly string[] {
	const length = line.glyphs.length;
	if (length <= width) {
		return [textOf(line, 0, length)];
	}

	if (wrapType === 'truncate-start') {
		return [`…${textOf(line, length - width + 1, length)}`];
	}

	if (wrapType === 'truncate-middle') {
		const head = Math.floor((width - 1) / 2);
		return [`${textOf(line, 0, head)}…${textOf(line, length - (width - 1 - head), length)}`];
	}

	if (wrapType.startsWith('truncate')) {
		return [`${textOf(line, 0, width - 1)}…`];
	}

	const lines: string[] = [];
	for (let from = 0; from < length; from += width) {
		lines.push(textOf(line, from, Math.min(length, from + width)));
	}

	return lines;
}

/** Cells of a line as styled text. Half of a wide glyph at an edge becomes a blank. */
function textOf(line: CellLine, from: number, to: number): string {
	let text = '';
	let style = '';
	for (let cell = from; cell < to; cell++) {
		const next = line.styles[cell] ?? '';
		if (next !== style) {
			text += styleChange(style, next);
			style = next;
		}

		const glyph = line.glyphs[cell] ?? ' ';
		const isCut = (cell === to - 1 && line.glyphs[to] === '') || (cell === from && glyph === '');
		text += isCut ? ' ' : glyph;
	}

	return style === '' ? text : `${text}\u001B[0m`;
}
