import type { Line } from '../../panels/span.ts';
import { headRows } from '../layout/grid.ts';
import type { Rect } from '../layout/grid.ts';
import { bodySize } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';

/** A box over the panels, border included. */
export interface Floating {
	readonly rect: Rect;
	/** Shape `[rect.heightCells]`, each exactly `rect.widthCells` wide. */
	readonly lines: readonly Line[];
}

/** Where a box of this size stands: in the middle, somewhat above the centre. */
export function centred(state: State, widthCells: number, heightCells: number): Rect {
	return {
		x: Math.max(0, Math.floor((state.size.columns - widthCells) / 2)),
		y: headRows + Math.max(0, Math.floor((bodySize(state).rows - heightCells) / 3)),
		widthCells,
		heightCells,
	};
}
