/** How well a text matches what is typed: less is better. */
export const ranks = { same: 0, exact: 1, beginning: 2, wordBeginning: 3, within: 4 } as const;

export type Rank = (typeof ranks)[keyof typeof ranks];

/** The typed words, in lower case. */
export function wordsOf(typed: string): readonly string[] {
	return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether a text contains every word that is typed, in any case. */
export function fitsWords(text: string, typed: string): boolean {
	const searched = text.toLowerCase();
	return wordsOf(typed).every(word => searched.includes(word));
}

/**
 * What is typed in full comes first, then what begins with it, then what has each of its words at the beginning of a
 * word, then the rest: whoever types a whole name means that one, and not a longer one that contains it.
 */
export function rankOf(text: string, typed: string): Rank {
	const wanted = typed.trim();
	const [lowerText, lowerWanted] = [text.toLowerCase(), wanted.toLowerCase()];

	if (text === wanted) {
		return ranks.same;
	}

	if (lowerText === lowerWanted) {
		return ranks.exact;
	}

	if (lowerText.startsWith(lowerWanted)) {
		return ranks.beginning;
	}

	return wordsOf(typed).every(word => beginsWord(lowerText, word))
		? ranks.wordBeginning
		: ranks.within;
}

/** The best rank of several texts of one thing. */
export function bestRankOf(texts: readonly string[], typed: string): Rank {
	return texts.reduce<Rank>((best, text) => {
		const rank = rankOf(text, typed);
		return rank < best ? rank : best;
	}, ranks.within);
}

/** The best first; those that are as good as each other in the order in which they were given. */
export function byRank<Item>(
	items: readonly Item[],
	rank: (item: Item) => number,
): readonly Item[] {
	return items
		.map(item => ({ item, rank: rank(item) }))
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}

const goesOn = /[\p{L}\p{N}]/u;

/** Whether the word stands where a word begins: after any sign or blank. */
function beginsWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		if (at === 0 || !goesOn.test(text[at - 1] ?? '')) {
			return true;
		}
	}

	return false;
}
