import { columnIndex, splitColumns } from '../../panels/split-columns.ts';
import { orderedColumns } from '../../panels/table-columns.ts';
import { choiceOf, withChoice } from '../state/column-choices.ts';
import { cursorOf, focusedFrame, focusedPanel, focusedResult } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { openMenu } from '../menu/index.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const chooseColumnsOf: Action = {
	name: 'columns',
	keys: ['C'],
	contexts: lists,
	help: 'choose and order the columns',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) =>
		focusedResult(state)?.focused.kind === 'table'
			? openMenu(state, { kind: 'columns' }, commands)
			: [notify(state, 'only a list has columns', 'warn'), []],
};

export const hideColumn: Action = {
	name: 'hide-column',
	keys: ['x'],
	contexts: lists,
	help: 'hide this column',
	footer: undefined,
	inPalette: true,
	run: state => [withoutColumn(state) ?? notify(state, whyNot(state, 'hide'), 'warn'), []],
};

export const showColumns: Action = {
	name: 'show-columns',
	keys: ['X'],
	contexts: lists,
	help: 'show all columns, in their own order',
	footer: undefined,
	inPalette: true,
	run: state => [withAllColumns(state), []],
};

export const columnLeft: Action = {
	name: 'column-left',
	keys: ['alt-left', '{'],
	contexts: lists,
	help: 'move this column to the left',
	footer: undefined,
	inPalette: true,
	run: state => [moved(state, -1) ?? notify(state, whyNot(state, 'move'), 'warn'), []],
};

export const columnRight: Action = {
	name: 'column-right',
	keys: ['alt-right', '}'],
	contexts: lists,
	help: 'move this column to the right',
	footer: undefined,
	inPalette: true,
	run: state => [moved(state, 1) ?? notify(state, whyNot(state, 'move'), 'warn'), []],
};

/** The focused list: its key, the titles of its columns as they are shown, and where the cursor is among them. */
function listOf(state: State) {
	const shown = focusedResult(state);

	if (shown?.focused.kind !== 'table') {
		return undefined;
	}

	const { focused, result } = shown;
	const choice = choiceOf(state, focused.key);
	const cursor = cursorOf(state, focused.key);
	const titleOf = (index: number) => result.columns[index] ?? '';
	const titles = splitColumns(result, focusedFrame(state, focused)).shown.map(titleOf);
	const all = orderedColumns(result, focused.columns, choice).map(titleOf);
	const at = columnIndex(cursor, titles);
	return { key: focused.key, choice, cursor, at, titles, all, title: titles[at] };
}

/** Undefined when no column is selected or it is the last visible one. */
function withoutColumn(state: State): State | undefined {
	const list = listOf(state);

	if (list?.title === undefined || list.titles.length < 2) {
		return undefined;
	}

	const { key, choice, at, titles, title } = list;
	const next = withChoice(state, key, { ...choice, hidden: [...choice.hidden, title] });
	return withColumn(next, key, Math.min(at, titles.length - 2));
}

/** The column changes its place with its neighbour that is shown; undefined when there is none. */
function moved(state: State, by: -1 | 1): State | undefined {
	const list = listOf(state);
	const neighbour = list?.titles[list.at + by];

	if (list?.title === undefined || neighbour === undefined) {
		return undefined;
	}

	const { key, choice, at, all, title } = list;
	const rest = all.filter(one => one !== title);
	const here = rest.toSpliced(rest.indexOf(neighbour) + (by > 0 ? 1 : 0), 0, title);
	// Another list that shares the choice has columns that this one has not.
	const order = [...here, ...choice.order.filter(one => !all.includes(one))];
	return withColumn(withChoice(state, key, { ...choice, order }), key, at + by);
}

function withColumn(state: State, key: string, column: number): State {
	const columnTitle = listOf(state)?.titles[column];
	const cursor = { ...cursorOf(state, key), column, columnTitle };
	return { ...state, cursors: { ...state.cursors, [key]: cursor } };
}

function withAllColumns(state: State): State {
	const list = listOf(state);
	return list === undefined
		? state
		: withChoice(state, list.key, {
				hidden: list.choice.hidden.filter(one => !list.all.includes(one)),
				order: list.choice.order.filter(one => !list.all.includes(one)),
				kept: [...new Set([...list.choice.kept, ...list.all])],
			});
}

function whyNot(state: State, what: 'hide' | 'move'): string {
	return focusedPanel(state)?.kind === 'table'
		? what === 'hide'
			? 'choose one of several columns with ← → first'
			: 'choose a column with ← → first; there is none beside it where it ends'
		: `only a list has columns to ${what}`;
}
