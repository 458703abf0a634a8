import { titleField } from '../compose/title-field.ts';
import type { Slot } from './state.ts';

const fieldOf = new WeakMap<Slot, { readonly field: string | undefined }>();

/**
 * The title field of a slot's query, cached: a panel is drawn at every key, and its query need not
 * be parsed again.
 */
export function slotTitleField(slot: Slot | undefined): string | undefined {
	if (slot === undefined) {
		return undefined;
	}

	const known = fieldOf.get(slot) ?? { field: titleField(slot.text) };
	fieldOf.set(slot, known);
	return known.field;
}
