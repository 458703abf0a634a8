import type { Size } from '../layout/grid.ts';
import type { State } from './state.ts';

/** From this width of the screen on, a list stands beside the bar instead of under it. */
const besideCells = 100;

/** Width of the field bar. */
export function fieldBarCells({ columns }: Size): number {
	return Math.min(columns, Math.max(40, Math.min(56, Math.floor(columns * 0.36))));
}

/** Cells on the left that a list of rows leaves to the field bar. */
export function leftToFieldBar({ overlay, size }: Pick<State, 'overlay' | 'size'>): number {
	return overlay?.kind === 'fields' && size.columns >= besideCells ? fieldBarCells(size) : 0;
}
