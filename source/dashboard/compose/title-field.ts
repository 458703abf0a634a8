import { transposedFields } from '../../query/language/drill.ts';

/**
 * The field whose values are the titles of a query's columns; undefined when the titles are no
 * values, or when each is made of several.
 */
export function titleField(text: string): string | undefined {
	const columns = transposedFields(text)?.columns ?? [];
	return columns.length === 1 ? columns[0] : undefined;
}
