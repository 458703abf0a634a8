/** A field as a query names it: dotted names in both of their forms. */
export function quoted(field: string): string {
	return field.includes('.') && field.length % 2 === 0 ? `%"${field}"` : field;
}
