import { clearFilters as withoutFilters, isFiltered } from '../compose/variables.ts';
import { openMenu } from '../menu/index.ts';
import { runWanted } from '../state/run.ts';
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
	contexts: ['dashboard'],
	help: 'clear all filters',
	footer: undefined,
	inPalette: true,
	run(state) {
		if (!isFiltered(state.variables)) {
			return [notify(state, 'nothing is filtered'), []];
		}

		const variables = { ...withoutFilters(state.variables), params: {} };
		return runWanted(notify({ ...state, variables }, 'all filters cleared'));
	},
};
