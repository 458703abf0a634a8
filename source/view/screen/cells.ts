import stringWidth from 'string-width';
import { lookOf, styleOf } from './style.ts';

/** One line of the screen as cells. */
export interface CellLine {
	/**
	 * What stands in each cell: one grapheme, or the empty string for the second cell of a wide
	 * one. Trailing plain blanks are left out.
	 */
	readonly glyphs: readonly string[];
	/**
	 * SGR parameters of each cell (`1;38;5;33`), empty for plain and for a blank that looks plain.
	 * Same length as `glyphs`.
	 */
	readonly styles: readonly string[];
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const asciiOnly = /^[ -~]*$/;
const ownMarks: ReadonlySet<number> = new Set(
	[...'‹›▲▼△▸▾●○◌◐−∞✓✗⇧'].map(mark => mark.charCodeAt(0)),
);
const sgr = /\u001B\[([\d;:]*)m/y;

/**
 * Reads a line of text with SGR sequences. Other control characters do not belong on the screen
 * and are left out: what came from a log was made visible long before.
 *
 * @param columns - cells that fit; what lies beyond is cut, a wide glyph across the edge too
 */
export function cellsOf(line: string, columns: number): CellLine {
	const glyphs: string[] = [];
	const styles: string[] = [];
	const style = new Style();
	let index = 0;
	while (index < line.length && glyphs.length < columns) {
		if (line.charCodeAt(index) === 0x1b) {
			sgr.lastIndex = index;
			const match = sgr.exec(line);
			if (match === null) {
				index += 1;
				continue;
			}

			style.apply(match[1] ?? '');
			index = sgr.lastIndex;
			continue;
		}

		const end = line.indexOf('\u001B', index);
		const text = line.slice(index, end < 0 ? line.length : end);
		pushText(text, style.text, columns, glyphs, styles);
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
	if (asciiOnly.test(text)) {
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
			// Half a wide glyph cannot be shown.
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

/** Cells that a grapheme takes; 0 for what a terminal would not print. */
function glyphWidth(segment: string): number {
	const code = segment.codePointAt(0) ?? 0;
	// Latin, box drawing, blocks and braille, which are nearly all that a dashboard holds.
	if (segment.length === 1 && (isPlainWide(code) || (code >= 0x20 && code < 0x7f))) {
		return 1;
	}

	return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : stringWidth(segment);
}

function isPlainWide(code: number): boolean {
	return (
		(code >= 0xa1 && code < 0x300 && code !== 0xad) ||
		(code >= 0x2500 && code < 0x25a0) ||
		(code >= 0x2800 && code < 0x2900) ||
		// Dashes, quotes, dots and arrows, and the marks that our own panels draw.
		(code >= 0x2010 && code < 0x2028) ||
		(code >= 0x2190 && code < 0x2194) ||
		ownMarks.has(code)
	);
}

/** Whether every terminal agrees that a glyph takes one cell: after others the cursor is set anew. */
export function isCertain(glyph: string): boolean {
	const code = glyph.charCodeAt(0);
	return glyph.length === 1 && ((code >= 0x20 && code < 0x7f) || isPlainWide(code));
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

/** The pen: SGR sequences in, the shortest parameters for the same look out. */
class Style {
	text = '';
	#attributes = new Set<number>();
	#foreground = '';
	#background = '';

	apply(parameters: string): void {
		const values = parameters.replaceAll(':', ';').split(';').map(Number);
		for (let index = 0; index < values.length; index++) {
			const value = values[index] ?? 0;
			if (value === 38 || value === 48) {
				const length = values[index + 1] === 5 ? 3 : 5;
				const color = values.slice(index, index + length).join(';');
				if (value === 38) {
					this.#foreground = color;
				} else {
					this.#background = color;
				}

				index += length - 1;
			} else {
				this.#applyOne(value);
			}
		}

		this.text = styleOf(
			[...this.#attributes].sort((a, b) => a - b),
			this.#foreground,
			this.#background,
		);
	}

	#applyOne(value: number): void {
		if (value === 0) {
			this.#attributes.clear();
			this.#foreground = '';
			this.#background = '';
		} else if (value >= 1 && value <= 9) {
			this.#attributes.add(value);
		} else if (value >= 22 && value <= 29) {
			// 22 ends both bold and dim.
			this.#attributes.delete(value - 20);
			if (value === 22) {
				this.#attributes.delete(1);
			}
		} else if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) {
			this.#foreground = String(value);
		} else if ((value >= 40 && value <= 47) || (value >= 100 && value <= 107)) {
			this.#background = String(value);
		} else if (value === 39) {
			this.#foreground = '';
		} else if (value === 49) {
			this.#background = '';
		}
	}
}
