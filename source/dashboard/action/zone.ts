import { runWanted } from '../state/run.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const zone: Action = {
	name: 'zone',
	keys: ['u'],
	contexts: views,
	help: 'times in UTC or local',
	footer: undefined,
	inPalette: true,
	run(state) {
		const words = state.utc ? `times in ${state.localZone}` : 'times in UTC';
		return runWanted(notify({ ...state, utc: !state.utc }, words), true);
	},
};
