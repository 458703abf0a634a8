import { cellWidth } from '../../text/width.ts';

/**
 * Formats a plain table: each column is as wide as its widest cell, with two spaces between
 * columns.
 *
 * @param numeric - indexes of the right-aligned columns
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
