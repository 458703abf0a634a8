import { inZone } from '../compose/range.ts';
import { runWanted } from '../state/run.ts';
import { timeZoneOf } from '../state/state.ts';
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
		const next = { ...state, utc: !state.utc };
		const range = inZone(state.range, timeZoneOf(next));
		return runWanted(notify({ ...next, range }, words), true);
	},
};
