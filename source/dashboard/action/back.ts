import { moveInHistory, replaceLocation } from '../state/location.ts';
import { shownStory } from '../state/open-story.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import { runWanted, stopRun } from '../state/run.ts';
import { shownList } from '../state/context.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import type { Action } from './action.ts';
import { leaveList } from './leave-list.ts';

const keys = ['escape', 'backspace'];

export const back: Action = {
	name: 'back',
	keys,
	contexts: ['rows', 'record', 'story', 'text'],
	help: 'back, close',
	footer: 'back',
	inPalette: true,
	run: goBack,
};

/**
 * The same key on a dashboard, where there is nothing to go back to: it only clears the selection.
 */
export const letGo: Action = {
	name: 'let-go',
	keys,
	contexts: ['dashboard'],
	help: 'let go',
	footer: undefined,
	inPalette: false,
	run: goBack,
};

function goBack(state: State): Step {
	const list = shownList(state);
	if (list !== undefined) {
		return leaveList(state, list);
	}

	const location = locationOf(state);
	const focused = focusedPanel(state);
	const stopped = focused === undefined ? undefined : stopRun(state, focused.key);

	if (stopped !== undefined) {
		return stopped;
	}

	const writing = shownStory(state);
	if (writing?.open.bundle !== undefined) {
		return [state, [{ kind: 'cancel-bundle', id: writing.id }]];
	}

	if (location.kind !== 'dashboard') {
		return runWanted(moveInHistory(state, -1));
	}

	const cursor = focused === undefined ? undefined : cursorOf(state, focused.key);

	if (focused !== undefined && cursor !== undefined && (cursor.row >= 0 || cursor.column >= 0)) {
		const cleared = { ...cursor, row: -1, column: -1 };
		return [{ ...state, cursors: { ...state.cursors, [focused.key]: cleared } }, []];
	}

	return location.zoomed === undefined
		? [state, []]
		: runWanted(replaceLocation(state, { ...location, zoomed: undefined }));
}
