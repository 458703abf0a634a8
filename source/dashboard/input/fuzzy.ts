/** Only the first characters of a longer text are compared. */
const comparedMax = 2_000;

/**
 * How well a text matches all words of a pattern, each with its letters in order: 0 when every word
 * occurs as it is, more is worse, undefined when one does not match.
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

/** Number of characters between the letters of a word, at the first position where it fits. */
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
