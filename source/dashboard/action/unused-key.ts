import { keyLabel } from '../input/key.ts';
import { contextOf } from '../state/context.ts';
import type { State } from '../state/state.ts';
import { notify, withAnswers } from '../state/toast.ts';
import { actionFor } from './action.ts';
import { keysOf } from './index.ts';

/** Whether a key runs no action here. Escape may be pressed anywhere, and as often as one likes. */
export function isUnused(state: State, key: string): boolean {
	return key !== 'escape' && actionFor(keysOf(state).actions, contextOf(state), key) === undefined;
}

/**
 * Says once that a key means nothing here; not of one that is pressed again, and not of keys that come all at once.
 *
 * @param before - the state in which the key was pressed
 */
export function withUnusedKey(before: State, state: State, key: string, isBurst: boolean): State {
	if (isBurst || state.unusedKey === key) {
		return { ...state, unusedKey: key };
	}

	const context = contextOf(state);
	const help = keysOf(state).actions.find(
		({ name, contexts }) => name === 'help' && contexts.includes(context),
	);
	const hint = help === undefined ? '' : ` · ${keyLabel(help.keys.slice(0, 1))} help`;
	const told = notify(state, `${keyLabel([key])} has no meaning here${hint}`, 'quiet');
	return withAnswers(before, { ...told, unusedKey: key });
}
