import type { Context } from '../action/index.ts';
import { placeOf } from './state.ts';
import type { State } from './state.ts';

/** The place that keys go to: a menu may lie over the line one types in. */
export function contextOf(state: State): Context {
	if (state.overlay?.kind === 'menu') {
		return 'menu';
	}

	if (state.bar !== undefined) {
		return 'bar';
	}

	return state.overlay === undefined ? placeOf(state).kind : 'text';
}
