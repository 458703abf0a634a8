import { allContexts, contextOf } from '../state/context.ts';
import { sessionOf } from '../state/keep-session.ts';
import type { State, Step } from '../state/state.ts';
import { reading } from './action.ts';
import type { Action } from './action.ts';

export const quit: Action = {
	name: 'quit',
	keys: ['q'],
	contexts: [...reading, 'fields'],
	help: 'quit',
	footer: undefined,
	inPalette: true,
	run: leave,
};

/** The key that also quits where `q` is a typed letter. */
export const quitAnywhere: Action = {
	name: 'quit-anywhere',
	keys: ['ctrl-c'],
	contexts: allContexts,
	help: 'quit',
	footer: undefined,
	inPalette: false,
	run: leave,
};

/** Closes an open text box first; the next press quits. */
function leave(state: State): Step {
	return ['text', 'fields'].includes(contextOf(state))
		? [{ ...state, overlay: undefined }, []]
		: [state, [{ kind: 'save-session', session: sessionOf(state) }, { kind: 'quit' }]];
}

export const suspend: Action = {
	name: 'suspend',
	keys: ['ctrl-z'],
	contexts: allContexts,
	help: 'suspend to the shell',
	footer: undefined,
	inPalette: true,
	run: state => [state, [{ kind: 'suspend' }]],
};

export const redraw: Action = {
	name: 'redraw',
	keys: ['ctrl-l'],
	contexts: allContexts,
	help: 'draw the screen again',
	footer: undefined,
	inPalette: true,
	run: state => [state, [{ kind: 'redraw' }]],
};
