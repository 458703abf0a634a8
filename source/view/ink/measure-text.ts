import { cellWidth } from '../../text/width.ts';
import { Generations } from './generations.ts';

export interface TextSize {
	/** Cells of the widest line. */
	readonly width: number;
	/** Lines. */
	readonly height: number;
}

/** Ink keeps every text that it ever measured; a dashboard that runs for a week cannot. */
const textEntriesMax = 2_000;
const sizes = new Generations<TextSize>(textEntriesMax);
const sgr = /\u001B\[[\d;:]*m/g;

/** The size of a text, line by line; stands in for Ink’s own in the bundle. */
export function measureText(text: string): TextSize {
	return text === '' ? { width: 0, height: 0 } : sizes.get(text, measure);
}

function measure(text: string): TextSize {
	const lines = text.split('\n');
	const widths = lines.map(line => cellWidth(line.replaceAll(sgr, '')));
	return { width: Math.max(...widths), height: lines.length };
}

/** Cells of the widest line of a text; stands in for the package that Ink asks before it draws. */
export function widestLine(text: string): number {
	return measureText(text).width;
}

/** For tests: entries that are kept. */
export function measuredCount(): number {
	return sizes.size;
}
