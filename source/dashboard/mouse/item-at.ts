import { sortedRows } from '../../panels/table-order.ts';
import { cellWidth } from '../../text/width.ts';
import { panelContent } from '../screen/panel-lines.ts';
import type { PanelInput } from '../screen/body.ts';

/** The rows of a list as they are drawn. */
export interface DrawnList {
	readonly count: number;
	/** Index of the row on each line; undefined for a line without one. */
	readonly lines: readonly (number | undefined)[];
}

/** Rows are counted as the cursor counts them. Empty for a panel that is no list. */
export function drawnList(panel: PanelInput): DrawnList {
	const { lineRows = [], items, itemCount } = panelContent(panel);
	const result = panel.slot?.result;
	const order =
		panel.kind === 'table' && result !== undefined ? sortedRows(result, panel.cursor.sort) : [];
	const lines = lineRows.map(rows => {
		const [row] = rows;
		const index =
			row === undefined
				? -1
				: panel.kind === 'table'
					? order.indexOf(row)
					: items.findIndex(item => item.rows.includes(row));
		return index < 0 ? undefined : index;
	});
	// Several of them are side by side in one line of cells, so that a line says nothing of which.
	return panel.kind === 'cells' ? { count: 0, lines: [] } : { count: itemCount, lines };
}

interface Cells {
	readonly from: number;
	readonly to: number;
}

/** The cells that are drawn as chosen when the cursor is on a bucket. */
function chosenCells(panel: PanelInput, row: number): Cells | undefined {
	const { lines } = panelContent({ ...panel, cursor: { ...panel.cursor, row } });
	for (const line of lines) {
		let at = 0;
		let from = -1;
		for (const part of line) {
			if (part.selected === true) {
				from = from < 0 ? at : from;
			} else if (from >= 0) {
				return { from, to: at };
			}

			at += cellWidth(part.text);
		}

		if (from >= 0) {
			return { from, to: at };
		}
	}

	return undefined;
}

/**
 * The bucket of a chart over time at a cell from the left of its content: the one that is drawn there when it is chosen,
 * so that nobody else needs to know where a chart begins.
 *
 * @returns undefined beside the plot, unless it is to be the nearest
 */
export function bucketUnder(
	panel: PanelInput,
	cell: number,
	isNearest: boolean,
): number | undefined {
	const count = panelContent(panel).itemCount;
	let low = 0;
	let high = count - 1;
	let found: number | undefined;

	while (low <= high) {
		const middle = Math.floor((low + high) / 2);
		const cells = chosenCells(panel, middle);
		if (cells === undefined) {
			return undefined;
		}

		found = middle;
		if (cell < cells.from) {
			high = middle - 1;
		} else if (cell >= cells.to) {
			low = middle + 1;
		} else {
			return middle;
		}
	}

	return isNearest ? found : undefined;
}
