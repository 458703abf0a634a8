/** Longer texts are compared by their beginning. */
const comparedMax = 2_000;

/**
 * How well every word stands in a text, its letters in their order: 0 is a whole word found as it
 * is, more is worse, undefined is not at all.
 */
export function fuzzyScore(text: string, words: readonly string[]): number | undefined {
	const searched = text.slice(0, comparedMax);
	let score = 0;

	for (const word of words) {
		const own = searched.includes(word) ? 0 : gapsOf(searched, word);

		if (own === undefined) {
			return undefined;
		}

		score += own;
	}

	return score;
}

/** Characters that lie between the letters of a word, from the first place where it fits. */
function gapsOf(text: string, word: string): number | undefined {
	let at = -1;
	let gaps = 0;

	for (const character of word) {
		const next = text.indexOf(character, at + 1);

		if (next < 0) {
			return undefined;
		}

		gaps += at < 0 ? 0 : next - at - 1;
		at = next;
	}

	return gaps + 1;
}
