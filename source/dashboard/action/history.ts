import { moveInHistory } from '../state/location.ts';
import { runWanted } from '../state/run.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const historyBack: Action = {
	name: 'history-back',
	keys: ['['],
	contexts: views,
	help: 'back in history',
	footer: undefined,
	inPalette: true,
	run: state => runWanted(moveInHistory(state, -1)),
};

export const historyForward: Action = {
	name: 'history-forward',
	keys: [']'],
	contexts: views,
	help: 'forward in history',
	footer: undefined,
	inPalette: true,
	run: state => runWanted(moveInHistory(state, 1)),
};
