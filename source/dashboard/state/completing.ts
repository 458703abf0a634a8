import type { QueryBar } from '../input/query-bar.ts';
import type { Effect } from './effect.ts';
import { currentRange } from './panels-shown.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/** Asks what is wrong with the typed query, and what may be written at its cursor. */
export function completing(state: State, { text, cursor }: QueryBar): Effect {
	const location = locationOf(state);
	const own = location.kind === 'rows' ? location.range : undefined;
	return { kind: 'complete', text, cursor, range: own ?? currentRange(state) };
}
