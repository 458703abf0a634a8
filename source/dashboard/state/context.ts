import type { Menu } from '../input/menu.ts';
import { locationOf } from './state.ts';
import type { State } from './state.ts';

/**
 * What receives the keys. `text` is a text box over the panels, `fields` the bar of fields, `narrow` the text
 * that narrows it, `bar` the query bar.
 */
export type Context =
	'dashboard' | 'rows' | 'record' | 'story' | 'text' | 'fields' | 'narrow' | 'menu' | 'bar';

export const allContexts: readonly Context[] = [
	'dashboard',
	'rows',
	'record',
	'story',
	'text',
	'fields',
	'narrow',
	'menu',
	'bar',
];

/** What receives the keys now: a menu may be open over the query bar. */
export function contextOf(state: State): Context {
	if (shownMenu(state) !== undefined) {
		return 'menu';
	}

	if (state.bar !== undefined) {
		return 'bar';
	}

	if (state.overlay?.kind === 'fields') {
		return state.overlay.isTyping ? 'narrow' : 'fields';
	}

	return state.overlay === undefined ? locationOf(state).kind : 'text';
}

/** The menu that is open. */
export function shownMenu({ overlay }: State): Menu | undefined {
	return overlay?.kind === 'menu' ? overlay.menu : undefined;
}
