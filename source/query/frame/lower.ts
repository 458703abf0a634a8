/**
 * Lower case with the same offsets: the few characters whose lower case is longer are not changed.
 */
export function lowerKeepingLength(text: string): string {
	const lower = text.toLowerCase();
	if (lower.length === text.length) {
		return lower;
	}

	let kept = '';
	for (const character of text) {
		const one = character.toLowerCase();
		kept += one.length === character.length ? one : character;
	}

	return kept;
}
