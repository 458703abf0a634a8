import { cellWidth } from '../../text/width.ts';
import { Generations } from './generations.ts';

export interface TextSize {
	/** Width of the widest line, in cells. */
	readonly width: number;
	/** Number of lines. */
	readonly height: number;
}

/**
 * Ink keeps every text that it ever measured, which is too much for a console that runs for a week.
 */
const textEntriesMax = 2_000;
const sizes = new Generations<TextSize>(textEntriesMax);
const sgr = /\u001B\[[\d;:]*m/g;

/** The size of a text, line by line. Replaces Ink’s own function in the bundle. */
export function measureText(text: string): TextSize {
	return text === '' ? { width: 0, height: 0 } : sizes.get(text, measure);
}

function measure(text: string): TextSize {
	const lines = text.split('\n');
	const widths = lines.map(line => cellWidth(line.replaceAll(sgr, '')));
	return { width: Math.max(...widths), height: lines.length };
}

/** Width of the widest line of a text, in cells. Replaces the package that Ink uses. */
export function widestLine(text: string): number {
	return measureText(text).width;
}

/** For tests: number of cached entries. */
export function measuredCount(): number {
	return sizes.size;
}
