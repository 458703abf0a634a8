export type Level = 'high' | 'medium' | 'low' | 'unverified';

/** The lowest confidence, 0 … 100, of each word; the same limits as in the reference product. */
const leastOf: readonly (readonly [level: Level, confidence: number])[] = [
	['high', 85],
	['medium', 50],
	['low', 15],
	['unverified', 0],
];

/** The confidence for a feed that only has words: the middle of the word's range. */
const middleOf: ReadonlyMap<string, number> = new Map([
	['high', 90],
	['critical', 90],
	['medium', 65],
	['moderate', 65],
	['low', 30],
	['unverified', 5],
	['none', 5],
	['undefined', 5],
]);

export function levelOf(confidence: number): Level {
	return leastOf.find(([, least]) => confidence >= least)?.[0] ?? 'unverified';
}

/** Reads `high`, `medium`, `low`, `unverified` in any case, and the synonyms of other feeds. */
export function confidenceOfWord(word: string): number | undefined {
	return middleOf.get(word.trim().toLowerCase());
}
