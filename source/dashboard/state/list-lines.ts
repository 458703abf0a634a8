import type { Layout, Panel } from '../layout/layout.ts';
import { slotKey } from './slot-key.ts';
import type { State } from './state.ts';

/** Heights go by steps of so many lines, so that a row that comes moves no border. */
const stepLines = 4;
const slicesMost = 9;

/**
 * The lines that the lists of a dashboard could fill, by their panel: tables, bars and slices. A panel whose query has not been answered
 * yet is not among them.
 */
export function listLines(state: State, layout: Layout): ReadonlyMap<string, number> {
	const lines = new Map<string, number>();

	for (const panel of layout.panels) {
		const slot = state.slots[slotKey(layout.name, panel.id)];
		const count = slot?.error === undefined ? slot?.result?.rowCount : (slot.result?.rowCount ?? 0);
		if (count !== undefined) {
			lines.set(panel.id, Math.ceil(linesOf(panel, count) / stepLines) * stepLines);
		}
	}

	return lines;
}

function linesOf({ view }: Panel, rowCount: number): number {
	switch (view) {
		case 'table':
			return rowCount + 1;
		case 'stacked-bar':
			return rowCount + 2;
		case 'pie':
			return Math.min(slicesMost, rowCount) + 2;
		default:
			return rowCount;
	}
}
