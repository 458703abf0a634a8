const lastKey = /"([^"\\]*)":$/;

/** The lower-case key at the end of a literal; undefined before an element of an array. */
export function keyBefore(literal: string): string | undefined {
	return lastKey.exec(literal)?.[1]?.toLowerCase();
}
