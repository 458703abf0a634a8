import { beforeLabel, isBeforeKey } from '../compose/before-query.ts';
import type { Effect } from '../state/effect.ts';
import { currentRange } from '../state/panels-shown.ts';
import { runWanted } from '../state/run.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const compare: Action = {
	name: 'compare',
	keys: ['d'],
	contexts: ['dashboard'],
	help: 'compare: the period before',
	footer: 'compare',
	inPalette: true,
	run: toggleCompare,
};

/**
 * Starts or ends the comparison of the whole dashboard with the period before. At the end its
 * results are dropped.
 */
function toggleCompare(state: State): Step {
	if (!state.comparing) {
		const words = `${beforeLabel(currentRange(state))}: ◦ then, ▲ ▼ the change`;
		return runWanted(notify({ ...state, comparing: true }, words));
	}

	const entries = Object.entries(state.slots);
	const cancelled = entries
		.filter(([key, slot]) => isBeforeKey(key) && slot.running)
		.map(([slot]): Effect => ({ kind: 'cancel', slot }));
	const slots = Object.fromEntries(entries.filter(([key]) => !isBeforeKey(key)));
	const [next, effects] = runWanted(
		notify({ ...state, comparing: false, slots }, 'no longer compared'),
	);
	return [next, [...cancelled, ...effects]];
}
