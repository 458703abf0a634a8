import type { Menu } from '../input/menu.ts';
import { locationOf } from './state.ts';
import type { FieldBar, State, TextBox } from './state.ts';

/**
 * What receives the keys. `text` is a text box over the panels, `fields` the bar of fields, `narrow` the text
 * that narrows either, `bar` the query bar.
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

	const list = shownList(state);
	if (list?.isTyping === true) {
		return 'narrow';
	}

	// While letters wait, no key of the panels works.
	if (state.overlay?.kind === 'jump') {
		return 'text';
	}

	return list === undefined ? locationOf(state).kind : list.kind === 'fields' ? 'fields' : 'text';
}

/** The menu that is open. */
export function shownMenu({ overlay }: State): Menu | undefined {
	return overlay?.kind === 'menu' ? overlay.menu : undefined;
}

/** The list over the panels that a typed text narrows. */
export function shownList({ overlay }: State): TextBox | FieldBar | undefined {
	return overlay === undefined || overlay.kind === 'menu' || overlay.kind === 'jump'
		? undefined
		: overlay;
}

export function shownText(state: State): TextBox | undefined {
	const list = shownList(state);
	return list?.kind === 'fields' ? undefined : list;
}
