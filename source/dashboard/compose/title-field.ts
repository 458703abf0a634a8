import { transposedFields } from '../../query/language/drill.ts';

/**
 * The field whose values are the titles of a query's columns; undefined where they are none, or each
 * is made of several values.
 */
export function titleField(text: string): string | undefined {
	const columns = transposedFields(text)?.columns ?? [];
	return columns.length === 1 ? columns[0] : undefined;
}
