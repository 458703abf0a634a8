import type { Line } from '../../panels/span.ts';
import type { Rect } from '../layout/grid.ts';

/** A box over the panels, border included. */
export interface Floating {
	readonly rect: Rect;
	/** Shape `[rect.heightCells]`, each exactly `rect.widthCells` wide. */
	readonly lines: readonly Line[];
}
