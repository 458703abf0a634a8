import type { Cursor, PanelModel } from '../../panels/model.ts';
import { chooseColumns, scrollFor } from '../../panels/table.ts';
import { sortedRows } from '../../panels/table-order.ts';
import type { QueryResult } from '../../query/engine.ts';
import type { Action } from '../action/index.ts';
import { cursorOf, focusedPanel, modelFor } from './panels-shown.ts';
import type { Focused } from './panels-shown.ts';
import { placeOf } from './state.ts';
import type { State } from './state.ts';

/** Charts whose items stand beside each other in time. */
const timeKinds = new Set(['single-value', 'column', 'line', 'outlier']);

function isOverTime(kind: string): boolean {
	return timeKinds.has(kind);
}

export function focusedModel(state: State, focused: Focused): PanelModel {
	const { kind, key, rect, columns } = focused;

	return modelFor(state, kind, key, rect, columns, true);
}

/** Moves the cursor of the focused panel. */
export function moveCursor(state: State, action: Action): State {
	const focused = focusedPanel(state);

	if (focused === undefined) {
		return state;
	}

	const model = focusedModel(state, focused);
	const cursor = cursorOf(state, focused.key);
	const rows = Math.max(1, focused.rect.heightCells - 3);
	const moved =
		focused.kind === 'table' && (action === 'left' || action === 'right')
			? moveColumn(state, focused, cursor, action === 'left' ? -1 : 1)
			: moveRow(cursor, action, model.itemCount, rows, isOverTime(focused.kind));

	return { ...state, cursors: { ...state.cursors, [focused.key]: moved } };
}

/**
 * In a list of rows one is always chosen, so that enter opens its record: the first at the start;
 * one that was chosen further down stays chosen when newer rows come in above it.
 */
export function pointAtRow(
	state: State,
	key: string,
	before: QueryResult | undefined,
	after: QueryResult,
): State {
	const place = placeOf(state);

	if (place.kind !== 'rows' || place.id !== key || after.refs === undefined) {
		return state;
	}

	const cursor = cursorOf(state, key);
	const count = after.rows.length;
	const known = cursor.row > 0 ? before?.refs?.[chosenRow(before, cursor)] : undefined;
	const found =
		known === undefined || cursor.sort !== undefined
			? -1
			: after.refs.findIndex(ref => ref.row === known.row && ref.segmentId === known.segmentId);
	const row = Math.min(count - 1, found >= 0 ? found : Math.max(0, cursor.row));

	return row === cursor.row
		? state
		: {
				...state,
				cursors: {
					...state.cursors,
					// What is seen stays where it is seen.
					[key]: { ...cursor, row, scroll: Math.max(0, cursor.scroll + row - cursor.row) },
				},
			};
}

function moveRow(
	cursor: Cursor,
	action: Action,
	count: number,
	screenRows: number,
	overTime: boolean,
): Cursor {
	if (count === 0) {
		return cursor;
	}

	const by: Partial<Record<Action, number>> = overTime
		? { left: -1, right: 1, up: 0, down: 0 }
		: { up: -1, down: 1, left: 0, right: 0 };
	const half = Math.max(1, Math.floor(screenRows / 2));
	const steps: Partial<Record<Action, number>> = {
		...by,
		'screen-up': -half,
		'screen-down': half,
		'page-previous': -screenRows,
		'page-next': screenRows,
		top: -count,
		bottom: count,
	};
	const step = steps[action] ?? 0;

	if (step === 0) {
		return cursor;
	}

	// The first step into a chart takes the newest moment, into a list its first row.
	const start = cursor.row < 0 ? (overTime ? count - 1 - Math.min(step, 0) : -1) : cursor.row;
	const row = action === 'top' ? 0 : Math.max(0, Math.min(count - 1, start + step));

	return { ...cursor, row, scroll: scrollFor(row, cursor.scroll, count, screenRows) };
}

function moveColumn(state: State, focused: Focused, cursor: Cursor, by: -1 | 1): Cursor {
	const result = state.slots[focused.key]?.result;

	if (result === undefined) {
		return cursor;
	}

	const count = chooseColumns(result, focused.columns, cursor.hidden).length;

	return { ...cursor, column: Math.max(-1, Math.min(count - 1, cursor.column + by)) };
}

/** Sorts by the next column; after the last one as the query has it. */
export function nextSort(state: State): State {
	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;

	if (focused?.kind !== 'table' || result === undefined) {
		return state;
	}

	const cursor = cursorOf(state, focused.key);
	const titles = chooseColumns(result, focused.columns, cursor.hidden).map(
		index => result.columns[index] ?? '',
	);
	const at = titles.indexOf(cursor.sort?.column ?? '');
	const next =
		cursor.column >= 0 && cursor.sort?.column !== titles[cursor.column]
			? titles[cursor.column]
			: titles[at + 1];
	const sort = next === undefined ? undefined : { column: next, descending: true };

	return {
		...state,
		cursors: { ...state.cursors, [focused.key]: { ...cursor, sort, row: -1, scroll: 0 } },
	};
}

export function reverseSort(state: State): State {
	const focused = focusedPanel(state);

	if (focused === undefined) {
		return state;
	}

	const cursor = cursorOf(state, focused.key);
	const { sort } = cursor;

	return sort === undefined
		? nextSort(state)
		: {
				...state,
				cursors: {
					...state.cursors,
					[focused.key]: { ...cursor, sort: { ...sort, descending: !sort.descending } },
				},
			};
}

/** The result's row under the cursor of a table; -1 when none is chosen. */
export function chosenRow(result: QueryResult, cursor: Cursor): number {
	return cursor.row < 0 ? -1 : (sortedRows(result, cursor.sort)[cursor.row] ?? -1);
}

/** Title of the table's column under the cursor. */
export function chosenColumn(
	result: QueryResult,
	cursor: Cursor,
	columns: readonly string[] | undefined,
): string | undefined {
	const index = chooseColumns(result, columns, cursor.hidden)[cursor.column];

	return cursor.column < 0 || index === undefined ? undefined : result.columns[index];
}

/** Leaves the column under the cursor out; undefined when none is chosen, or it is the last one. */
export function hideColumn(state: State): State | undefined {
	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;

	if (focused?.kind !== 'table' || result === undefined) {
		return undefined;
	}

	const cursor = cursorOf(state, focused.key);
	const title = chosenColumn(result, cursor, focused.columns);
	const count = chooseColumns(result, focused.columns, cursor.hidden).length;

	return title === undefined || count < 2
		? undefined
		: withCursor(state, focused.key, {
				...cursor,
				hidden: [...(cursor.hidden ?? []), title],
				column: Math.min(cursor.column, count - 2),
			});
}

export function showColumns(state: State): State {
	const focused = focusedPanel(state);

	return focused === undefined
		? state
		: withCursor(state, focused.key, { ...cursorOf(state, focused.key), hidden: [] });
}

function withCursor(state: State, key: string, cursor: Cursor): State {
	return { ...state, cursors: { ...state.cursors, [key]: cursor } };
}
