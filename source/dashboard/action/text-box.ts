import { notNarrowed } from '../input/narrow.ts';
import type { Effect } from '../state/effect.ts';
import { findingPage } from '../state/finding-page.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step, TextBox } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { reading, views } from './action.ts';
import type { Action } from './action.ts';

export const about: Action = {
	name: 'about',
	keys: ['i'],
	contexts: [...views, 'text'],
	help: 'what it counts, its query',
	footer: state => (isPlainRecord(state) ? undefined : 'about'),
	inPalette: true,
	run: state =>
		isPlainRecord(state)
			? [notify(state, 'a record counts nothing: esc leads to what does', 'warn'), []]
			: toggleBox(state, 'about'),
};

export const sources: Action = {
	name: 'sources',
	keys: ['w'],
	contexts: views,
	help: 'where records come from',
	footer: undefined,
	inPalette: true,
	run: state => toggleBox(state, 'sources', [{ kind: 'list-damaged' }]),
};

export const help: Action = {
	name: 'help',
	keys: ['?', 'f1'],
	contexts: reading,
	help: 'keys',
	footer: 'help',
	inPalette: true,
	run: state => toggleBox(state, 'help'),
};

/** A record that is no finding. */
function isPlainRecord(state: State): boolean {
	const location = locationOf(state);
	return location.kind === 'record' && findingPage(state.records[location.id]) === undefined;
}

/** Opens a text box over the panels; when it is open already, closes it. */
function toggleBox(state: State, kind: TextBox['kind'], effects: readonly Effect[] = []): Step {
	return state.overlay === undefined
		? [{ ...state, overlay: { kind, at: 0, ...notNarrowed } }, effects]
		: [{ ...state, overlay: undefined }, []];
}
