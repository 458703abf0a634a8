import { shownList } from '../state/context.ts';
import type { FieldBar, State, Step, TextBox } from '../state/state.ts';
import type { Action, Pressed } from './action.ts';
import { leaveList } from './leave-list.ts';
import { move } from './move.ts';
import type { Move } from './move-cursor.ts';
import { runKey } from './run-key.ts';

export const narrowList: Action = {
	name: 'narrow-list',
	keys: ['/'],
	contexts: ['text', 'fields'],
	help: 'only what contains a text',
	footer: 'narrow',
	inPalette: false,
	run: inList((state, list) => [{ ...state, overlay: { ...list, isTyping: true } }, []]),
};

const moves: Readonly<Record<string, Move>> = {
	up: 'up',
	pagedown: 'page-next',
	pageup: 'page-previous',
};

/** Only keys that are no characters: every character belongs to the text. */
export const moveNarrowed: Action = {
	name: 'move-narrowed',
	keys: Object.keys(moves),
	contexts: ['narrow'],
	help: 'move among what fits',
	footer: undefined,
	inPalette: false,
	run: (state, { key }) => move(state, moves[key] ?? 'up'),
};

export const endNarrowing: Action = {
	name: 'end-narrowing',
	keys: ['enter', 'down', 'tab'],
	contexts: ['narrow'],
	help: 'go to what fits; in the help: run it',
	footer: state => (shownList(state)?.kind === 'help' ? 'run' : 'to the list'),
	inPalette: false,
	run: inList((state, list, pressed) => {
		if (list.kind === 'fields' || pressed.key === 'tab') {
			return [{ ...state, overlay: { ...list, isTyping: false } }, []];
		}

		if (pressed.key === 'down') {
			return move(state, 'down');
		}

		return list.kind === 'help'
			? runKey.run(state, pressed)
			: [{ ...state, overlay: { ...list, isTyping: false } }, []];
	}),
};

export const closeList: Action = {
	name: 'close-list',
	keys: ['escape'],
	contexts: ['fields', 'narrow'],
	help: 'show all again; close',
	footer: 'close',
	inPalette: false,
	run: inList((state, list) => leaveList(state, list)),
};

function inList(
	run: (state: State, list: TextBox | FieldBar, pressed: Pressed) => Step,
): Action['run'] {
	return (state, pressed) => {
		const list = shownList(state);
		return list === undefined ? [state, []] : run(state, list, pressed);
	};
}
