import { currentRange } from '../state/panels-shown.ts';
import { runWanted } from '../state/run.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const pause: Action = {
	name: 'pause',
	keys: ['space'],
	contexts: lists,
	help: 'pause, go live',
	footer: 'pause',
	inPalette: true,
	run: state =>
		state.paused === undefined
			? [{ ...state, paused: currentRange(state), waitingCount: 0 }, []]
			: runWanted({ ...state, paused: undefined, waitingCount: 0 }),
};
