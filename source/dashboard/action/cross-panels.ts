import { neighbourOf } from '../layout/neighbour.ts';
import type { Direction } from '../layout/neighbour.ts';
import { focusPanel } from '../state/focus-panel.ts';
import { cursorOf, focusedPanel, pagesFor, shownPage } from '../state/panels-shown.ts';
import type { Focused } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import { isOverTime, moveCursor } from './move-cursor.ts';

/**
 * An arrow moves the cursor of the focused panel. Where that has no further to go, the arrow gives the focus to the
 * neighbouring panel.
 */
export function moveOrCross(state: State, to: Direction): Step {
	const page = shownPage(state);
	const focused = focusedPanel(state);
	const moved = moveCursor(state, to);

	if (page === undefined || page.zoomed || focused === undefined) {
		return [moved, []];
	}

	const before = cursorOf(state, focused.key);
	const after = cursorOf(moved, focused.key);
	const isMoved = after.row !== before.row || after.column !== before.column;
	const isOutside = before.row < 0 && leadsOut(focused.kind, to);

	if (isMoved && !isOutside) {
		return [moved, []];
	}

	const next = neighbourOf(pagesFor(state, page.layout), page.focused, to);
	return next === undefined ? [moved, []] : focusPanel(state, next);
}

/**
 * Whether an arrow leads out of a panel in which nothing is chosen: there the cursor is before the first row of a list,
 * or behind the newest bucket of a chart. The buckets of a single value are not in the way at all: such panels are many,
 * side by side.
 */
function leadsOut(kind: Focused['kind'], to: Direction): boolean {
	if (isOverTime(kind)) {
		return to === 'right' || kind === 'single-value';
	}

	return to === 'up' || (kind === 'cells' && to === 'left');
}
