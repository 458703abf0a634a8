import type { Commands } from '../menu/descriptor.ts';
import { allContexts, contextOf } from '../state/context.ts';
import type { Context } from '../state/context.ts';
import type { State, Step } from '../state/state.ts';

/**
 * An action that a key runs. The reducer, the footer, the help, the palette and the table of keys
 * in the README all read the list of actions in `index.ts`.
 */
export interface Action {
	/** Unique among all actions; never shown. */
	readonly name: string;
	/** Names as `keyName` writes them: `ctrl-c`, `G`. */
	readonly keys: readonly string[];
	/** The contexts in which the keys work. */
	readonly contexts: readonly Context[];
	readonly help: string;
	/**
	 * A word for the line of keys at the bottom, which may depend on what is at the cursor; undefined when the key is only
	 * in the help.
	 */
	readonly footer: string | ((state: State) => string | undefined) | undefined;
	/** Whether the palette lists it. The palette is closed before the action runs. */
	readonly inPalette: boolean;
	run(state: State, pressed: Pressed): Step;
}

export interface Pressed {
	/** The pressed key without ctrl, alt and shift; empty when the palette ran the action. */
	readonly key: string;
	readonly commands: Commands;
}

export const views: readonly Context[] = ['dashboard', 'rows', 'record', 'story'];
/** Where a value can be chosen. */
export const values: readonly Context[] = ['dashboard', 'rows', 'record'];
export const lists: readonly Context[] = ['dashboard', 'rows'];
export const reading: readonly Context[] = [...views, 'text'];

export function actionFor(
	actions: readonly Action[],
	context: Context,
	key: string,
): Action | undefined {
	return actions.find(action => action.contexts.includes(context) && action.keys.includes(key));
}

export function commandsOf(actions: readonly Action[]): Commands {
	const commands: Commands = {
		listed: actions.filter(action => action.inPalette),
		all: actions,
		run: (state, name) =>
			actions.find(action => action.name === name)?.run(state, { key: '', commands }) ?? [
				state,
				[],
			],
		press: (state, key) =>
			actionFor(actions, contextOf(state), key)?.run(state, { key, commands }) ?? [state, []],
	};
	return commands;
}

export interface KeyFault {
	readonly key: string;
	readonly context: Context;
	readonly actions: readonly string[];
}

/** Keys that would run two actions in the same context. */
export function keyConflicts(actions: readonly Action[]): KeyFault[] {
	const faults: KeyFault[] = [];

	for (const context of allContexts) {
		const namesOf = new Map<string, string[]>();

		for (const action of actions.filter(one => one.contexts.includes(context))) {
			for (const key of action.keys) {
				namesOf.set(key, [...(namesOf.get(key) ?? []), action.name]);
			}
		}

		for (const [key, names] of namesOf) {
			if (names.length > 1) {
				faults.push({ key, context, actions: names });
			}
		}
	}

	return faults;
}
