import { transposedFields } from '../../query/drill.ts';
import type { Slot } from '../state/state.ts';

/**
 * The field whose values are the titles of a query's columns; undefined where they are none, or each
 * is made of several values.
 */
export function titleField(text: string): string | undefined {
	const columns = transposedFields(text)?.columns ?? [];

	return columns.length === 1 ? columns[0] : undefined;
}

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
