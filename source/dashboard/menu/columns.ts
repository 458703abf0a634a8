import { splitColumns } from '../../panels/split-columns.ts';
import { orderedColumns } from '../../panels/table-columns.ts';
import { formatPlural } from '../../text/number.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { choiceOf, withChoice } from '../state/column-choices.ts';
import { cursorOf, focusedFrame, focusedResult } from '../state/panels-shown.ts';
import type { State } from '../state/state.ts';
import { closeMenu, showMenu } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

type ColumnsMenuId = { readonly kind: 'columns' };

/** Which columns the focused list has. What is ticked is shown at once; enter goes to the column. */
export const columns: MenuDescriptor<ColumnsMenuId> = {
	open: (state, id) => newMenu(id, 'Columns', itemsOf(state), { takesSeveral: true }),
	choose(state, _, item) {
		const closed = closeMenu(state);
		return item === undefined ? [closed, []] : [atColumn(closed, item.id), []];
	},
	toggle(state, menu, { id }) {
		const next = toggled(state, id);
		return next === undefined
			? [showMenu(state, { ...menu, fault: 'a list has at least one column' }), []]
			: [showMenu(next, { ...menu, items: itemsOf(next), fault: undefined }), []];
	},
	ticksWithSpace: true,
};

function listOf(state: State) {
	const shown = focusedResult(state);

	if (shown === undefined) {
		return undefined;
	}

	const { focused, result } = shown;
	const choice = choiceOf(state, focused.key);
	const titleOf = (index: number) => result.columns[index] ?? '';
	const split = splitColumns(result, focusedFrame(state, focused));
	return {
		key: focused.key,
		choice,
		all: orderedColumns(result, focused.columns, choice).map(titleOf),
		shown: split.shown.map(titleOf),
		same: split.same.map(titleOf),
		rowCount: result.rows.length,
	};
}

function itemsOf(state: State): readonly MenuItem[] {
	const list = listOf(state);
	return (list?.all ?? []).map(title => ({
		id: title,
		label: title,
		hint:
			list?.same.includes(title) === true
				? `in the title: the same in ${formatPlural(list.rowCount, 'row')}`
				: '',
		marked: list?.choice.hidden.includes(title) !== true,
	}));
}

/** Undefined when none would be left. */
function toggled(state: State, title: string): State | undefined {
	const list = listOf(state);

	if (list === undefined) {
		return state;
	}

	const { key, choice, all } = list;
	const hidden = choice.hidden.includes(title)
		? choice.hidden.filter(one => one !== title)
		: [...choice.hidden, title];
	return all.every(one => hidden.includes(one))
		? undefined
		: withChoice(state, key, { ...choice, hidden });
}

/** The cursor goes to the column, which becomes one that is shown. */
function atColumn(state: State, title: string): State {
	const list = listOf(state);

	if (list === undefined) {
		return state;
	}

	const { key, choice } = list;
	const next = list.shown.includes(title)
		? state
		: withChoice(state, key, {
				...choice,
				hidden: choice.hidden.filter(one => one !== title),
				kept: [...choice.kept, title],
			});
	const column = listOf(next)?.shown.indexOf(title) ?? -1;
	const cursor = { ...cursorOf(next, key), column, columnTitle: title };
	return { ...next, cursors: { ...next.cursors, [key]: cursor } };
}
