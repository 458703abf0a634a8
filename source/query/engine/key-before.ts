const lastKey = /"([^"\\]*)":$/;

/** The key that a literal ends with, lower-case; undefined for an element of an array. */
export function keyBefore(literal: string): string | undefined {
	return lastKey.exec(literal)?.[1]?.toLowerCase();
}
