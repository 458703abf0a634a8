import stringWidth from 'string-width';
import { isOneCellEach } from '../../text/width.ts';
import { lookOf, styleAfter } from './style.ts';

/** One line of the screen as cells. */
export interface CellLine {
	/**
	 * The content of each cell: one grapheme, or the empty string for the second cell of a wide
	 * one. Trailing plain blanks are omitted.
	 */
	readonly glyphs: readonly string[];
	/**
	 * SGR parameters of each cell (`1;38;5;33`), empty for plain and for a blank that looks plain.
	 * Same length as `glyphs`.
	 */
	readonly styles: readonly string[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const sgr = /\u001B\[([\d;:]*)m/y;

/**
 * Reads a line of text with SGR sequences. Other control characters are left out; those of a log
 * were replaced by `sanitise` before.
 *
 * @param columns - width in cells; the rest is cut, including a wide glyph across the edge
 */
export function cellsOf(line: string, columns: number): CellLine {
	const glyphs: string[] = [];
	const styles: string[] = [];
	let style = '';
	let index = 0;
	while (index < line.length && glyphs.length < columns) {
		if (line.charCodeAt(index) === 0x1b) {
			sgr.lastIndex = index;
			const match = sgr.exec(line);
			if (match === null) {
				index += 1;
				continue;
			}

			style = styleAfter(style, match[1] ?? '');
			index = sgr.lastIndex;
			continue;
		}

		const end = line.indexOf('\u001B', index);
		const text = line.slice(index, end < 0 ? line.length : end);
		pushText(text, style, columns, glyphs, styles);
		index += text.length;
	}

	return trimmed(glyphs, styles);
}

function pushText(
	text: string,
	style: string,
	columns: number,
	glyphs: string[],
	styles: string[],
): void {
	const blankStyle = lookOf(style).marksBlanks ? style : '';
	if (isOneCellEach(text)) {
		for (let index = 0; index < text.length && glyphs.length < columns; index++) {
			const glyph = text[index] ?? ' ';
			glyphs.push(glyph);
			styles.push(glyph === ' ' ? blankStyle : style);
		}

		return;
	}

	for (const { segment } of segmenter.segment(text)) {
		const width = glyphWidth(segment);
		if (glyphs.length + width > columns) {
			// Half of a wide glyph cannot be shown.
			while (glyphs.length < columns) {
				glyphs.push(' ');
				styles.push(blankStyle);
			}

			return;
		}

		for (let cell = 0; cell < width; cell++) {
			glyphs.push(cell === 0 ? segment : '');
			styles.push(segment === ' ' ? blankStyle : style);
		}
	}
}

/** Cells that a grapheme takes; 0 when a terminal would not print it. */
function glyphWidth(segment: string): number {
	const code = segment.codePointAt(0) ?? 0;
	if (isCertain(segment)) {
		return 1;
	}

	return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : stringWidth(segment);
}

/**
 * Whether all terminals agree that a glyph takes one cell. After other glyphs the cursor is
 * positioned explicitly.
 */
export function isCertain(glyph: string): boolean {
	const code = glyph.charCodeAt(0);
	return glyph.length === 1 && ((code >= 0x20 && code < 0x7f) || isOneCellEach(glyph));
}

function trimmed(glyphs: string[], styles: string[]): CellLine {
	let length = glyphs.length;
	while (length > 0 && glyphs[length - 1] === ' ' && styles[length - 1] === '') {
		length -= 1;
	}

	glyphs.length = length;
	styles.length = length;
	return { glyphs, styles };
}
