export type Level = 'high' | 'medium' | 'low' | 'unverified';

/** The least confidence, 0 … 100, of each word; the reference product draws the same lines. */
const leastOf: readonly (readonly [level: Level, confidence: number])[] = [
	['high', 85],
	['medium', 50],
	['low', 15],
	['unverified', 0],
];

/** What a word stands for when a feed gives words only: the middle of its band. */
const middleOf: Readonly<Record<Level, number>> = { high: 90, medium: 65, low: 30, unverified: 5 };

export function levelOf(confidence: number): Level {
	return leastOf.find(([, least]) => confidence >= least)?.[0] ?? 'unverified';
}

/** Reads `high`, `medium`, `low`, `unverified` in any case, and what other feeds call the same. */
export function confidenceOfWord(word: string): number | undefined {
	switch (word.trim().toLowerCase()) {
		case 'high':
		case 'critical':
			return middleOf.high;
		case 'medium':
		case 'moderate':
			return middleOf.medium;
		case 'low':
			return middleOf.low;
		case 'unverified':
		case 'none':
		case 'undefined':
			return middleOf.unverified;
		default:
			return undefined;
	}
}
