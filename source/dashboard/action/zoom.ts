import { shownPage } from '../state/panels-shown.ts';
import { replacePlace } from '../state/place.ts';
import { runWanted } from '../state/run.ts';
import { placeOf } from '../state/state.ts';
import type { Action } from './action.ts';

export const zoom: Action = {
	name: 'zoom',
	keys: ['z'],
	contexts: ['dashboard'],
	help: 'this panel alone',
	footer: 'zoom',
	inPalette: true,
	run(state) {
		const place = placeOf(state);
		const page = shownPage(state);

		if (place.kind !== 'dashboard' || page === undefined) {
			return [state, []];
		}

		const zoomed = place.zoomed === undefined ? page.focused : undefined;

		return runWanted(replacePlace(state, { ...place, zoomed }));
	},
};
