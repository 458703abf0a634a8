const upward = ' ▁▂▃▄▅▆▇█';
const rightward = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/**
 * One column of a bar chart, from the top row down.
 *
 * @param share - 0 to 1; a positive share that is too small still shows its lowest block
 */
export function columnBlocks(share: number, heightCells: number): string[] {
	const eighths = toEighths(share, heightCells);
	return Array.from({ length: heightCells }, (_, row) => {
		const filled = eighths - (heightCells - 1 - row) * 8;
		return upward[Math.max(0, Math.min(8, filled))] ?? ' ';
	});
}

/** A horizontal bar of at most `cells` cells, with a resolution of an eighth of a cell. */
export function barBlocks(share: number, cells: number): string {
	const eighths = toEighths(share, cells);
	return '█'.repeat(Math.floor(eighths / 8)) + (rightward[eighths % 8] ?? '');
}

/** A block that fills so many eighths of its cell from the bottom. */
export function upBlock(eighths: number): string {
	return upward[eighths] ?? ' ';
}

/** A block that fills so many eighths of its cell from the left. */
export function rightBlock(eighths: number): string {
	return rightward[eighths] ?? '█';
}

/** The height of a column in eighths of a cell; something is never nothing. */
export function toEighths(share: number, cells: number): number {
	const bounded = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
	return bounded === 0 ? 0 : Math.max(1, Math.round(bounded * cells * 8));
}

/** Splits `cells` by weight without losing a cell: largest remainder first, ties to the first. */
export function apportion(weights: readonly number[], cells: number): number[] {
	const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);

	if (total <= 0 || cells <= 0) {
		return weights.map(() => 0);
	}

	return largestRemainder(
		weights.map(weight => (Math.max(0, weight) / total) * cells),
		cells,
	);
}

/**
 * Whole parts of exact ones: largest remainder first, ties to the first.
 *
 * @param cells - their sum: that of the exact ones, rounded up or down
 */
export function largestRemainder(exact: readonly number[], cells: number): number[] {
	const result = exact.map(Math.floor);
	let left = cells - result.reduce((sum, part) => sum + part, 0);
	const order = exact
		.map((share, index) => ({ index, rest: share - Math.floor(share) }))
		.sort((a, b) => b.rest - a.rest || a.index - b.index);

	for (const { index } of order) {
		if (left <= 0) {
			break;
		}

		result[index] = (result[index] ?? 0) + 1;
		left -= 1;
	}

	return result;
}

/**
 * Gives a cell to each weight that is not 0 and got none, as long as another has cells to spare, so that what is small
 * is seen: the largest of the small ones first, out of the part with the most cells.
 */
export function withSmallOnes(cells: readonly number[], weights: readonly number[]): number[] {
	const result = [...cells];
	const unseen = weights
		.map((weight, index) => ({ weight, index }))
		.filter(({ weight, index }) => weight > 0 && result[index] === 0)
		.sort((a, b) => b.weight - a.weight || a.index - b.index);

	for (const { index } of unseen) {
		const most = Math.max(...result);

		if (most < 2) {
			break;
		}

		result[result.indexOf(most)] = most - 1;
		result[index] = 1;
	}

	return result;
}
