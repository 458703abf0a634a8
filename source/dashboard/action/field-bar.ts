import { emptyFieldBar, fieldBarOf, fieldEntry, withFieldCursor } from '../state/field-bar.ts';
import { runWanted } from '../state/run.ts';
import type { FieldBar, State, Step } from '../state/state.ts';
import type { Action } from './action.ts';
import { filterByChosen } from './by-value.ts';

export const fieldBar: Action = {
	name: 'field-bar',
	keys: ['ctrl-f'],
	contexts: ['dashboard', 'rows', 'fields', 'narrow'],
	help: 'the fields of these rows, their values',
	footer: undefined,
	inPalette: true,
	run: state =>
		fieldBarOf(state) === undefined
			? runWanted({ ...state, overlay: emptyFieldBar })
			: [{ ...state, overlay: undefined }, []],
};

export const openField: Action = {
	name: 'open-field',
	keys: ['enter', 'space'],
	contexts: ['fields'],
	help: 'the values of the field; only this value',
	footer: 'values, filter',
	inPalette: false,
	run: withBar((state, bar) => {
		const entry = fieldEntry(state);
		return entry?.kind === 'value' ? filterByChosen(state, false) : toggled(state, bar);
	}),
};

function withBar(run: (state: State, bar: FieldBar) => Step): Action['run'] {
	return state => {
		const bar = fieldBarOf(state);
		return bar === undefined ? [state, []] : run(state, bar);
	};
}

/** The bar with the values of the field at the cursor shown, or hidden again. */
function toggled(state: State, bar: FieldBar): Step {
	const field = fieldEntry(state)?.field.toLowerCase();
	if (field === undefined) {
		return [state, []];
	}

	const opened = bar.opened.includes(field)
		? bar.opened.filter(one => one !== field)
		: [...bar.opened, field];
	return [withFieldCursor(state, { ...bar, opened }, bar.cursor), []];
}
