export type Level = 'high' | 'medium' | 'low' | 'unverified';

/** The least confidence, 0 … 100, of each word; the reference product draws the same lines. */
const leastOf: readonly (readonly [level: Level, confidence: number])[] = [
	['high', 85],
	['medium', 50],
	['low', 15],
	['unverified', 0],
];

/** What a word stands for when a feed gives words only: the middle of its band. */
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

/** Reads `high`, `medium`, `low`, `unverified` in any case, and what other feeds call the same. */
export function confidenceOfWord(word: string): number | undefined {
	return middleOf.get(word.trim().toLowerCase());
}
