import { beforeLabel, isBeforeKey } from './compare.ts';
import { currentRange } from './panels-shown.ts';
import { runWanted } from './run.ts';
import type { Effect, State, Step } from './state.ts';
import { tell } from './toast.ts';

/** Compares the whole dashboard with the period before, or ends it: then nothing of it is kept. */
export function toggleCompare(state: State): Step {
	if (!state.comparing) {
		const words = `${beforeLabel(currentRange(state))}: ◦ then, ▲ ▼ the change`;

		return runWanted(tell({ ...state, comparing: true }, words));
	}

	const entries = Object.entries(state.slots);
	const cancelled = entries
		.filter(([key, slot]) => isBeforeKey(key) && slot.running)
		.map(([slot]): Effect => ({ kind: 'cancel', slot }));
	const slots = Object.fromEntries(entries.filter(([key]) => !isBeforeKey(key)));
	const [next, effects] = runWanted(
		tell({ ...state, comparing: false, slots }, 'no longer compared'),
	);

	return [next, [...cancelled, ...effects]];
}
