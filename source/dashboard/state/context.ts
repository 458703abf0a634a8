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

/** Where the keys go. `bar` is a line one types in. */
export type Context = 'dashboard' | 'rows' | 'record' | 'text' | 'menu' | 'bar';

export const allContexts: readonly Context[] = [
	'dashboard',
	'rows',
	'record',
	'text',
	'menu',
	'bar',
];
