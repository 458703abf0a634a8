import { titleField } from '../compose/title-field.ts';
import type { Slot } from './state.ts';

const fieldOf = new WeakMap<Slot, { readonly field: string | undefined }>();

/** The same of a slot; its query is read once, for a panel is drawn at every key. */
export function slotTitleField(slot: Slot | undefined): string | undefined {
	if (slot === undefined) {
		return undefined;
	}

	const known = fieldOf.get(slot) ?? { field: titleField(slot.text) };
	fieldOf.set(slot, known);
	return known.field;
}
