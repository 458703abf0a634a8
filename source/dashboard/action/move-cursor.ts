import { insideCells } from '../../panels/border.ts';
import type { Cursor } from '../../panels/model.ts';
import { columnIndex, splitColumns } from '../../panels/split-columns.ts';
import { scrollFor } from '../../panels/table.ts';
import { cursorOf, focusedFrame, focusedModel, focusedPanel } from '../state/panels-shown.ts';
import type { Focused } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';

/** The direction or target of a cursor key. */
export type Move =
	| 'up'
	| 'down'
	| 'left'
	| 'right'
	| 'top'
	| 'bottom'
	| 'screen-up'
	| 'screen-down'
	| 'page-next'
	| 'page-previous';

/** Charts whose items are side by side along a time axis. */
const timeKinds = new Set(['single-value', 'column', 'line', 'outlier']);

/** Cells are side by side, one after another. */
const alongCells: Readonly<Partial<Record<Move, Move>>> = { left: 'up', right: 'down' };

export function isOverTime(kind: string): boolean {
	return timeKinds.has(kind);
}

/** Moves the cursor of the focused panel. */
export function moveCursor(state: State, to: Move): State {
	const focused = focusedPanel(state);

	if (focused === undefined) {
		return state;
	}

	const model = focusedModel(state, focused);
	const cursor = cursorOf(state, focused.key);
	if (isComing(state, focused) && (to === 'down' || to === 'top')) {
		// Of a list that is not there yet the first row is meant.
		return { ...state, cursors: { ...state.cursors, [focused.key]: { ...cursor, row: 0 } } };
	}

	const rows = Math.max(1, insideCells(focused.rect.heightCells, focused.rect.edges) - 1);
	const moved =
		focused.kind === 'table' && (to === 'left' || to === 'right')
			? moveColumn(state, focused, cursor, to === 'left' ? -1 : 1)
			: focused.kind === 'cells'
				? moveRow(cursor, alongCells[to] ?? to, model.itemCount, rows, false)
				: moveRow(cursor, to, model.itemCount, rows, isOverTime(focused.kind));
	const isAside = to === 'left' || to === 'right';
	const isHeld = isAside ? moved.isHeld : undefined;
	return { ...state, cursors: { ...state.cursors, [focused.key]: { ...moved, isHeld } } };
}

function isComing(state: State, { key, kind }: Focused): boolean {
	const slot = state.slots[key];
	return kind === 'table' && slot?.running === true && (slot.result?.rows.length ?? 0) === 0;
}

function moveRow(
	cursor: Cursor,
	to: Move,
	count: number,
	screenRows: number,
	overTime: boolean,
): Cursor {
	if (count === 0) {
		return cursor;
	}

	const half = Math.max(1, Math.floor(screenRows / 2));
	const steps: Readonly<Record<Move, number>> = {
		up: overTime ? 0 : -1,
		down: overTime ? 0 : 1,
		left: overTime ? -1 : 0,
		right: overTime ? 1 : 0,
		top: -count,
		bottom: count,
		'screen-up': -half,
		'screen-down': half,
		'page-next': screenRows,
		'page-previous': -screenRows,
	};
	const step = steps[to];

	if (step === 0) {
		return cursor;
	}

	// The first step selects the newest bucket of a chart over time, or the first row of a list.
	const start = cursor.row < 0 ? (overTime ? count - 1 - Math.min(step, 0) : -1) : cursor.row;
	const row = to === 'top' ? 0 : Math.max(0, Math.min(count - 1, start + step));
	return { ...cursor, row, scroll: scrollFor(row, cursor.scroll, count, screenRows) };
}

function moveColumn(state: State, focused: Focused, cursor: Cursor, by: -1 | 1): Cursor {
	const result = state.slots[focused.key]?.result;

	if (result === undefined) {
		return cursor;
	}

	const { shown } = splitColumns(result, focusedFrame(state, focused));
	const titles = shown.map(index => result.columns[index] ?? '');
	const known = columnIndex(cursor, titles);
	// A column that is gone has left its place.
	const at = known < 0 ? cursor.column : known;
	const column = Math.max(-1, Math.min(titles.length - 1, at + by));
	return { ...cursor, column, columnTitle: titles[column] };
}
