import { focusPanel } from '../state/focus-panel.ts';
import { pagesFor, shownPage } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import type { Action } from './action.ts';

export const focusNext: Action = {
	name: 'focus-next',
	keys: ['tab'],
	contexts: ['dashboard'],
	help: 'next panel',
	footer: 'panel',
	inPalette: true,
	run: state => moveFocus(state, 1),
};

export const focusPrevious: Action = {
	name: 'focus-previous',
	keys: ['shift-tab'],
	contexts: ['dashboard'],
	help: 'previous panel',
	footer: undefined,
	inPalette: true,
	run: state => moveFocus(state, -1),
};

/** Moves the focus through all panels of the dashboard, across its pages. */
function moveFocus(state: State, by: 1 | -1): Step {
	const page = shownPage(state);

	if (page === undefined) {
		return [state, []];
	}

	const ids = pagesFor(state, page.layout).flatMap(one => one.map(panel => panel.id));
	const at = ids.indexOf(page.focused);
	return focusPanel(state, ids[(at + by + ids.length) % ids.length] ?? page.focused);
}
