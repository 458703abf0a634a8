import { focusPanel } from '../state/focus-panel.ts';
import { jumpTargets } from '../state/jump.ts';
import { shownPage } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const jump: Action = {
	name: 'jump',
	keys: ['J'],
	contexts: ['dashboard'],
	help: 'a letter on each panel',
	footer: 'jump',
	inPalette: true,
	run: state =>
		shownPage(state)?.zoomed === true
			? [notify(state, 'one panel is shown alone: z shows all of them', 'warn'), []]
			: [{ ...state, overlay: { kind: 'jump', typed: '' } }, []],
};

/**
 * A key while letters stand on the panels. No key runs a command here, because a letter beside the right one would: what
 * is no letter of a panel takes the letters away and does nothing else.
 */
export function pressToJump(state: State, typed: string, key: string): Step {
	const closed = { ...state, overlay: undefined };
	const text = typed + key;
	const codes = [...jumpTargets(state)].filter(
		([, code]) => key.length === 1 && code.startsWith(text),
	);
	const found = codes.find(([, code]) => code === text);

	if (found !== undefined) {
		return focusPanel(closed, found[0]);
	}

	return codes.length === 0
		? [closed, []]
		: [{ ...state, overlay: { kind: 'jump', typed: text } }, []];
}
