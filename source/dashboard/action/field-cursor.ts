import { fieldBarRows, fieldEntries, withFieldCursor } from '../state/field-bar.ts';
import type { FieldBar, State } from '../state/state.ts';
import type { Move } from './move-cursor.ts';

/** Moves the cursor of the field bar. Right shows the values of a field, left hides them. */
export function moveInFields(state: State, bar: FieldBar, to: Move): State {
	const entries = fieldEntries(state);
	const entry = entries[bar.cursor];
	if (to === 'left' || to === 'right') {
		return entry === undefined ? state : fold(state, bar, entry.field, to === 'left');
	}

	const rows = fieldBarRows(state);
	const half = Math.max(1, Math.floor(rows / 2));
	const steps: Readonly<Record<typeof to, number>> = {
		up: -1,
		down: 1,
		'screen-up': -half,
		'screen-down': half,
		'page-previous': -rows,
		'page-next': rows,
		top: -entries.length,
		bottom: entries.length,
	};
	return withFieldCursor(state, bar, bar.cursor + steps[to]);
}

/** Hiding the values leaves the cursor on their field. */
function fold(state: State, bar: FieldBar, field: string, isFolded: boolean): State {
	const name = field.toLowerCase();
	const others = bar.opened.filter(one => one !== name);
	const next = { ...bar, opened: isFolded ? others : [...others, name] };
	const heads = fieldEntries({ ...state, overlay: next }).findIndex(
		entry => entry.kind === 'field' && entry.field === field,
	);
	return withFieldCursor(state, next, isFolded ? heads : bar.cursor);
}
