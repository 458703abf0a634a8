import { replaceLocation } from './location.ts';
import { shownPage } from './panels-shown.ts';
import { runWanted } from './run.ts';
import { locationOf } from './state.ts';
import type { State, Step } from './state.ts';

/** Gives the focus to a panel of the dashboard that is shown, and turns to its page. */
export function focusPanel(state: State, id: string): Step {
	const page = shownPage(state);
	const location = locationOf(state);

	if (page === undefined || location.kind !== 'dashboard') {
		return [state, []];
	}

	const focused = { ...state, focus: { ...state.focus, [page.layout.name]: id } };
	return runWanted(
		location.zoomed === undefined ? focused : replaceLocation(focused, { ...location, zoomed: id }),
	);
}
