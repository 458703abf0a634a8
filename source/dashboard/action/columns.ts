import type { Cursor } from '../../panels/model.ts';
import { chooseColumns } from '../../panels/table.ts';
import { chosenColumn } from '../state/cursor.ts';
import { cursorOf, focusedPanel, focusedResult } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const hideColumn: Action = {
	name: 'hide-column',
	keys: ['x'],
	contexts: lists,
	help: 'hide this column',
	footer: undefined,
	inPalette: true,
	run: state => [withoutColumn(state) ?? notify(state, whyNotHidden(state), 'warn'), []],
};

export const showColumns: Action = {
	name: 'show-columns',
	keys: ['X'],
	contexts: lists,
	help: 'show all columns',
	footer: undefined,
	inPalette: true,
	run: state => [withAllColumns(state), []],
};

/**
 * Hides the column at the cursor; undefined when no column is selected or it is the last visible
 * one.
 */
function withoutColumn(state: State): State | undefined {
	const shown = focusedResult(state);

	if (shown?.focused.kind !== 'table') {
		return undefined;
	}

	const { focused, result } = shown;

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

function withAllColumns(state: State): State {
	const focused = focusedPanel(state);
	return focused === undefined
		? state
		: withCursor(state, focused.key, { ...cursorOf(state, focused.key), hidden: [] });
}

function withCursor(state: State, key: string, cursor: Cursor): State {
	return { ...state, cursors: { ...state.cursors, [key]: cursor } };
}

function whyNotHidden(state: State): string {
	return focusedPanel(state)?.kind === 'table'
		? 'choose one of several columns with ← → first'
		: 'only a list has columns to hide';
}
