import type { Effect } from '../state/effect.ts';
import type { Overlay, State, Step } from '../state/state.ts';
import { reading, views } from './action.ts';
import type { Action } from './action.ts';

export const about: Action = {
	name: 'about',
	keys: ['i'],
	contexts: ['dashboard', 'rows', 'story', 'text'],
	help: 'what it counts, its query',
	footer: 'about',
	inPalette: true,
	run: state => toggleBox(state, 'about'),
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

/** Opens a text box over the panels; when it is open already, closes it. */
function toggleBox(
	state: State,
	kind: Exclude<Overlay['kind'], 'menu' | 'fields'>,
	effects: readonly Effect[] = [],
): Step {
	return state.overlay === undefined
		? [{ ...state, overlay: { kind, scroll: 0 } }, effects]
		: [{ ...state, overlay: undefined }, []];
}
