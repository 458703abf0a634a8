import { transposedFields } from '../../query/language/drill.ts';

const keptMax = 256;
// A panel is drawn at every answer, and its query stays the same: it need not be parsed again.
const kept = new Map<string, TitleField>();

export interface TitleField {
	/** Undefined when the titles are no values, or when each is made of several. */
	readonly field: string | undefined;
}

/** The field whose values are the titles of a query's columns. */
export function titleField(text: string): TitleField {
	const known = kept.get(text);
	if (known !== undefined) {
		return known;
	}

	if (kept.size >= keptMax) {
		kept.delete([...kept.keys()][0] ?? '');
	}

	const columns = transposedFields(text)?.columns ?? [];
	const found = { field: columns.length === 1 ? columns[0] : undefined };
	kept.set(text, found);
	return found;
}
