import asciichart from 'asciichart';

/** A larger plot is a mistake of the caller. */
const cellsMax = 2000;

/**
 * The only caller of asciichart, which throws on empty input and on NaN, has no width, and draws
 * one row per unit by default.
 *
 * @param values - one per column of cells; NaN is drawn as 0
 * @param top - the value of the top row; the bottom row is 0. Values outside are drawn at the edge
 * @returns shape `[heightCells]`, each exactly `values.length` characters
 */
export function plotLine(values: readonly number[], heightCells: number, top: number): string[] {
	const widthCells = values.length;

	if (widthCells === 0 || heightCells < 1 || heightCells > cellsMax || widthCells > cellsMax) {
		return Array.from({ length: Math.min(cellsMax, Math.max(0, heightCells)) }, () => '');
	}

	const bottomRow = heightCells - 1;
	const levels = values.map(value => levelOf(value, top, bottomRow));

	if (bottomRow === 0) {
		return ['─'.repeat(widthCells)];
	}

	// The line has one point more than there are cells between points, so the first is repeated at
	// the left.
	const [first = 0] = levels;
	const drawn = asciichart.plot([first, ...levels], {
		height: bottomRow,
		min: 0,
		max: bottomRow,
		offset: 1,
		// An empty label would use a cell of the plot.
		format: () => ' ',
	});
	return drawn.split('\n').map(line => line.slice(1, widthCells + 1));
}

/** The row of a value, counted from the bottom. */
export function levelOf(value: number, top: number, bottomRow: number): number {
	if (!Number.isFinite(value) || !(top > 0)) {
		return 0;
	}

	return Math.round(Math.max(0, Math.min(1, value / top)) * bottomRow);
}
