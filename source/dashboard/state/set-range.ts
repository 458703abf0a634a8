import type { Range } from '../compose/range.ts';
import { runWanted } from './run.ts';
import type { State, Step } from './state.ts';

/** The user chose another range; this ends a pause. */
export function setRange(state: State, range: Range): Step {
	return runWanted({
		...state,
		range,
		rangeBy: 'user',
		moment: undefined,
		paused: undefined,
		waitingCount: 0,
	});
}
