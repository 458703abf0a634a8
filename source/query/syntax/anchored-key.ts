/**
 * The key of an anchor `"key":"*"`, lower-case, when it has that form and no other: then it is
 * read from columns.
 *
 * @param literals - the parts around the stars
 */
export function anchoredKey(literals: readonly string[]): string | undefined {
	const [before, after] = literals;
	if (literals.length !== 2 || after !== '"') {
		return undefined;
	}

	return /^"([^"\\]+)":"$/.exec(before ?? '')?.[1]?.toLowerCase();
}
