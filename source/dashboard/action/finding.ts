import { openMenu } from '../menu/index.ts';
import { chosenRow } from '../state/cursor.ts';
import { isFinding } from '../state/finding-page.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { values } from './action.ts';
import type { Action } from './action.ts';

/** Says what became of the open finding, or of the chosen one of a list. */
export const standing: Action = {
	name: 'standing',
	keys: ['A'],
	contexts: values,
	help: 'say what became of a finding',
	footer: state => (findingRef(state) === undefined ? undefined : 'state'),
	inPalette: true,
	run(state, { commands }) {
		const ref = findingRef(state);
		return ref === undefined
			? [notify(state, 'this is no finding: choose one in the list of dashboard 7', 'warn'), []]
			: openMenu(state, { kind: 'finding', ref }, commands);
	},
};

/** Proposes an exception by which the rule of a finding leaves records out. */
export const exception: Action = {
	name: 'exception',
	keys: ['U'],
	contexts: values,
	help: 'an exception for the rule of a finding',
	footer: state => (findingRef(state) === undefined ? undefined : 'except'),
	inPalette: true,
	run(state, { commands }) {
		const ref = findingRef(state);
		if (ref === undefined) {
			return [
				notify(state, 'this is no finding: choose one in the list of dashboard 7', 'warn'),
				[],
			];
		}

		const [next] = openMenu(state, { kind: 'exception', ref, values: [] }, commands);
		return [next, [{ kind: 'exception', ref, ticked: undefined, isMeant: false }]];
	},
};

function findingRef(state: State) {
	const location = locationOf(state);
	if (location.kind === 'record') {
		const ref = state.records[location.id]?.ref;
		return ref !== undefined && isFinding(ref) ? ref : undefined;
	}

	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;
	if (focused?.kind !== 'table' || result === undefined) {
		return undefined;
	}

	const ref = result.refs?.[chosenRow(result, cursorOf(state, focused.key))];
	return ref !== undefined && isFinding(ref) ? ref : undefined;
}
