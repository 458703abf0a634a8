/** The name of an object without its folders, for people. */
export function nameOf(key: string): string {
	return key.slice(key.lastIndexOf('/') + 1);
}
