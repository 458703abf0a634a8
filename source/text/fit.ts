import { cellWidth, isOneCellEach } from './width.ts';

export const ellipsis = '…';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The longest prefix of `text` that takes at most `cells` cells. A wide glyph is never cut in half.
 */
export function takeCells(text: string, cells: number): string {
	if (cells <= 0) {
		return '';
	}

	if (isOneCellEach(text)) {
		return text.slice(0, cells);
	}

	let taken = '';
	let takenCells = 0;

	for (const { segment } of graphemes.segment(text)) {
		const width = cellWidth(segment);

		if (takenCells + width > cells) {
			break;
		}

		taken += segment;
		takenCells += width;
	}

	return taken;
}

/** `text` cut to at most `cells` cells; a cut text ends in `…`. */
export function fit(text: string, cells: number): string {
	if (cells <= 0) {
		return '';
	}

	return cellWidth(text) <= cells ? text : takeCells(text, cells - 1) + ellipsis;
}

/** `text` cut at its front to at most `cells` cells; a cut text begins with `…`. */
export function fitEnd(text: string, cells: number): string {
	if (cells <= 0) {
		return '';
	}

	if (cellWidth(text) <= cells) {
		return text;
	}

	const characters = [...text];
	let kept = '';
	while (cellWidth(kept) < cells) {
		const longer = `${characters.pop() ?? ''}${kept}`;
		if (cellWidth(longer) > cells - 1) {
			break;
		}

		kept = longer;
	}

	return ellipsis + kept;
}

/** `text` cut or filled with blanks to exactly `cells` cells, aligned to the left. */
export function padEnd(text: string, cells: number): string {
	const fitted = fit(text, cells);
	return fitted + ' '.repeat(Math.max(0, cells - cellWidth(fitted)));
}

/** `text` cut or filled with blanks to exactly `cells` cells, aligned to the right. */
export function padStart(text: string, cells: number): string {
	const fitted = fit(text, cells);
	return ' '.repeat(Math.max(0, cells - cellWidth(fitted))) + fitted;
}

/**
 * Breaks sanitised text into lines of at most `cells`, at blanks where possible.
 *
 * @param linesMax - further text is cut; the last line then ends in `…`
 */
export function wrapCells(text: string, cells: number, linesMax = 1000): string[] {
	const lines: string[] = [];
	let rest = text;

	while (rest !== '' && cells > 0) {
		if (lines.length === linesMax - 1 || cellWidth(rest) <= cells) {
			lines.push(fit(rest, cells));
			break;
		}

		const head = takeCells(rest, cells);
		const nextIsBlank = rest[head.length] === ' ';
		const blank = nextIsBlank ? head.length : head.lastIndexOf(' ');
		const end = blank > 0 ? blank : Math.max(1, head.length);
		lines.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}

	return lines;
}
