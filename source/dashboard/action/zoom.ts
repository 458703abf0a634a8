import { replaceLocation } from '../state/location.ts';
import { shownPage } from '../state/panels-shown.ts';
import { runWanted } from '../state/run.ts';
import { locationOf } from '../state/state.ts';
import type { Action } from './action.ts';

export const zoom: Action = {
	name: 'zoom',
	keys: ['z'],
	contexts: ['dashboard'],
	help: 'this panel alone',
	footer: 'zoom',
	inPalette: true,
	run(state) {
		const location = locationOf(state);
		const page = shownPage(state);

		if (location.kind !== 'dashboard' || page === undefined) {
			return [state, []];
		}

		const zoomed = location.zoomed === undefined ? page.focused : undefined;
		return runWanted(replaceLocation(state, { ...location, zoomed }));
	},
};
