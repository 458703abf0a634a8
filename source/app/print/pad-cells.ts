import { cellWidth } from '../../text/width.ts';

/**
 * A plain table: columns as wide as their widest cell, two spaces between.
 *
 * @param numeric - indexes of columns that are aligned to the right
 */
export function padCells(
	rows: readonly (readonly string[])[],
	numeric: readonly number[] = [],
): string {
	const widths: number[] = [];
	for (const row of rows) {
		for (const [index, cell] of row.entries()) {
			widths[index] = Math.max(widths[index] ?? 0, cellWidth(cell));
		}
	}

	const line = (row: readonly string[]) =>
		row
			.map((cell, index) => {
				const gap = ' '.repeat((widths[index] ?? 0) - cellWidth(cell));
				return numeric.includes(index) ? gap + cell : cell + gap;
			})
			.join('  ')
			.trimEnd();
	return rows.map(row => `${line(row)}\n`).join('');
}
