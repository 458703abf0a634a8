import type { Menu, MenuId, MenuItem } from '../input/menu.ts';
import type { Context } from '../state/context.ts';
import type { State, Step } from '../state/state.ts';

/** One kind of menu: its items, and what its keys do. */
export interface MenuDescriptor<Id extends MenuId = MenuId> {
	/** Creates the menu with its title and its items. */
	open(state: State, id: Id, commands: Commands): Menu<Id>;
	/**
	 * Enter: chooses an item.
	 *
	 * @param item - undefined when no item matches the typed text
	 */
	choose(state: State, menu: Menu<Id>, item: MenuItem | undefined, commands: Commands): Step;
	/** Tab: selects one more item and keeps the menu open. */
	toggle(state: State, menu: Menu<Id>, item: MenuItem): Step;
	/** What the typed text means, for menus in which it means something by itself; undefined: nothing. */
	meaningOf?(state: State, typed: string): string | undefined;
	/** Space does the same as tab, as long as nothing is typed. */
	readonly ticksWithSpace?: boolean;
}

/**
 * The actions, for the palette. They are passed in because the menus must not import the list of
 * actions: one of the actions opens the palette.
 */
export interface Commands {
	/** The actions that the palette lists. */
	readonly listed: readonly Command[];
	/** All actions, for the help. */
	readonly all: readonly Command[];
	run(state: State, name: string): Step;
	/** Does what a key does in the present view. */
	press(state: State, key: string): Step;
}

export interface Command {
	readonly name: string;
	readonly help: string;
	readonly keys: readonly string[];
	readonly contexts: readonly Context[];
}

/** The `toggle` of a menu in which only one item can be chosen. */
export function takesOne(state: State): Step {
	return [state, []];
}

export function showMenu(state: State, menu: Menu): State {
	return { ...state, overlay: { kind: 'menu', menu } };
}

export function closeMenu(state: State): State {
	return { ...state, overlay: undefined };
}

/** Width in cells of a hint beside a title of a few words, on a screen of 80 columns. */
export const hintCells = 44;
