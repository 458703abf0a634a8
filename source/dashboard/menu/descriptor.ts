import type { Menu, MenuId, MenuItem } from '../input/menu.ts';
import type { State, Step } from '../state/state.ts';

/** One kind of menu: what is in it, and what its keys do. */
export interface MenuDescriptor<Id extends MenuId = MenuId> {
	/** The menu as it opens: its title and its items. */
	open(state: State, id: Id, commands: Commands): Menu<Id>;
	/**
	 * Enter: takes an item.
	 *
	 * @param item - undefined where no item fits what was typed
	 */
	choose(state: State, menu: Menu<Id>, item: MenuItem | undefined, commands: Commands): Step;
	/** Tab: takes one more item, and the menu stays open. */
	toggle(state: State, menu: Menu<Id>, item: MenuItem): Step;
}

/**
 * The actions, for the palette. It is handed in because the list of actions stands above the menus:
 * one of the actions opens the palette.
 */
export interface Commands {
	/** Those that the palette lists. */
	readonly listed: readonly Command[];
	run(state: State, name: string): Step;
}

export interface Command {
	readonly name: string;
	readonly help: string;
	readonly keys: readonly string[];
}

/** For a menu that takes one item only. */
export function takesOne(state: State): Step {
	return [state, []];
}

export function showMenu(state: State, menu: Menu): State {
	return { ...state, overlay: { kind: 'menu', menu } };
}

export function closeMenu(state: State): State {
	return { ...state, overlay: undefined };
}

/** Cells of a hint beside a title of some words, on a screen of 80 columns. */
export const hintCells = 44;
