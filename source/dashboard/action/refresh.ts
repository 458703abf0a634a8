import { shownStory, updateStory } from '../state/open-story.ts';
import { runWanted } from '../state/run.ts';
import { notify } from '../state/toast.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const refresh: Action = {
	name: 'refresh',
	keys: ['r'],
	contexts: [...lists, 'story', 'text'],
	help: 'run again now',
	footer: undefined,
	inPalette: true,
	run(state) {
		// Of the text boxes over the panels, only the sources screen has something to refresh.
		if (state.overlay !== undefined) {
			return [state, state.overlay.kind === 'sources' ? [{ kind: 'retry-damaged' }] : []];
		}

		const shown = shownStory(state);
		if (shown !== undefined) {
			// What is to be told is begun with the next step, which is this one.
			return [updateStory(state, shown.id, { chosen: undefined, story: undefined }), []];
		}

		return runWanted(notify(state, 'running again'), true);
	},
};
