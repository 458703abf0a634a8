import { columnIndex, splitColumns } from '../../panels/split-columns.ts';
import { cursorOf, focusedFrame, focusedPanel, focusedResult } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const sort: Action = {
	name: 'sort',
	keys: ['s'],
	contexts: lists,
	help: 'sort by the next column',
	footer: undefined,
	inPalette: true,
	run: state => [nextSort(state), []],
};

export const sortReverse: Action = {
	name: 'sort-reverse',
	keys: ['S'],
	contexts: lists,
	help: 'turn the order round',
	footer: undefined,
	inPalette: true,
	run: state => [reverseSort(state), []],
};

/** Sorts by the next column; after the last column, by the query's own order. */
function nextSort(state: State): State {
	const shown = focusedResult(state);

	if (shown?.focused.kind !== 'table') {
		return state;
	}

	const { focused, result } = shown;

	const cursor = cursorOf(state, focused.key);
	const titles = splitColumns(result, focusedFrame(state, focused)).shown.map(
		index => result.columns[index] ?? '',
	);
	const at = titles.indexOf(cursor.sort?.column ?? '');
	const chosen = titles[columnIndex(cursor, titles)];
	const next = chosen !== undefined && cursor.sort?.column !== chosen ? chosen : titles[at + 1];
	const sort = next === undefined ? undefined : { column: next, descending: true };
	return {
		...state,
		cursors: { ...state.cursors, [focused.key]: { ...cursor, sort, row: -1, scroll: 0 } },
	};
}

function reverseSort(state: State): State {
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
