import { runWanted } from '../state/run.ts';
import { notify } from '../state/toast.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const refresh: Action = {
	name: 'refresh',
	keys: ['r'],
	contexts: [...lists, 'text'],
	help: 'run again now',
	footer: undefined,
	inPalette: true,
	run(state) {
		// Of the text boxes over the panels, only the sources screen has something to refresh.
		if (state.overlay !== undefined) {
			return [state, state.overlay.kind === 'sources' ? [{ kind: 'retry-damaged' }] : []];
		}

		return runWanted(notify(state, 'running again'), true);
	},
};
