import { storeLacks } from '../menu/export.ts';
import { openMenu } from '../menu/index.ts';
import { shownStory } from '../state/open-story.ts';
import { focusedResult } from '../state/panels-shown.ts';
import { locationOf, timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const exportShown: Action = {
	name: 'export',
	keys: ['e'],
	contexts: views,
	help: 'export what is shown',
	footer: 'export',
	inPalette: true,
	run(state, { commands }) {
		if (locationOf(state).kind === 'story') {
			return exportStory(state);
		}

		return focusedResult(state) === undefined
			? [notify(state, 'there is no result yet', 'warn'), []]
			: openMenu(state, { kind: 'export' }, commands);
	},
};

/** A story is a page, and a page has one format. */
function exportStory(state: State): Step {
	const story = shownStory(state)?.open.story;
	if (story === undefined || story.recordCount === 0) {
		const words = story === undefined ? 'the story is not told yet' : 'there is nothing to export';
		return [notify(state, words, 'warn'), []];
	}

	const lacks = [...story.warnings, ...storeLacks(state)];
	return [state, [{ kind: 'export-story', story, timeZone: timeZoneOf(state), lacks }]];
}
