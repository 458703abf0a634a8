import { notNarrowed } from '../input/narrow.ts';
import { withFieldCursor } from '../state/field-bar.ts';
import type { FieldBar, State, Step, TextBox } from '../state/state.ts';

/** Escape shows all of a narrowed list again, and closes one that shows all. */
export function leaveList(state: State, list: TextBox | FieldBar): Step {
	return list.narrow === '' && !list.isTyping
		? [{ ...state, overlay: undefined }, []]
		: [withList(state, { ...list, ...notNarrowed }), []];
}

/** The list as it is shown now, from its first entry. */
export function withList(state: State, list: TextBox | FieldBar): State {
	return list.kind === 'fields'
		? withFieldCursor(state, list, 0)
		: { ...state, overlay: { ...list, at: 0 } };
}
