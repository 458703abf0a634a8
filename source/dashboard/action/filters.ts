import { clearFilters as withoutFilters, isFiltered } from '../compose/variables.ts';
import { openMenu } from '../menu/index.ts';
import { replaceLocation } from '../state/location.ts';
import { narrowedOf } from '../state/narrowed.ts';
import { runWanted } from '../state/run.ts';
import { locationOf } from '../state/state.ts';
import type { Location, State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const filter: Action = {
	name: 'filter',
	keys: ['f'],
	contexts: views,
	help: 'filter by account, user, …',
	footer: 'filter',
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'filters' }, commands),
};

export const clearFilters: Action = {
	name: 'clear-filters',
	keys: ['F'],
	contexts: ['dashboard', 'rows'],
	help: 'clear filters; in a list what o added',
	footer: undefined,
	inPalette: true,
	run(state) {
		const location = locationOf(state);

		if (location.kind === 'rows') {
			return widen(state, location);
		}

		if (!isFiltered(state.variables)) {
			return [notify(state, 'nothing is filtered'), []];
		}

		const variables = { ...withoutFilters(state.variables), params: {} };
		return runWanted(notify({ ...state, variables }, 'all filters cleared'));
	},
};

/** The filters of the dashboard are in the query of a list; what keys added to it here is what they take back. */
function widen(state: State, location: Extract<Location, { readonly kind: 'rows' }>): Step {
	const narrowed = narrowedOf(location);

	if (narrowed === undefined) {
		return [notify(state, 'o and O have added nothing here: / edits the query', 'warn'), []];
	}

	const { narrowed: _, ...rest } = location;
	const widened = replaceLocation(state, { ...rest, query: narrowed.before });
	return runWanted(notify(widened, `without ${narrowed.words.join(', ')}`));
}
