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

function toEighths(share: number, cells: number): number {
	const bounded = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
	return bounded === 0 ? 0 : Math.max(1, Math.round(bounded * cells * 8));
}

/** Splits `cells` by weight without losing a cell: largest remainder first, ties to the first. */
export function apportion(weights: readonly number[], cells: number): number[] {
	const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);

	if (total <= 0 || cells <= 0) {
		return weights.map(() => 0);
	}

	const exact = weights.map(weight => (Math.max(0, weight) / total) * cells);
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
