import { distance } from 'fastest-levenshtein';

/** Longer words are not typing mistakes, and would make the comparison slow. */
const wordMax = 64;

/**
 * The candidate that was probably meant by `word`; undefined when none is close. Of those as close as each
 * other, one that is closer in capitals too is meant.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	if (word.length > wordMax) {
		return undefined;
	}

	const wanted = word.toLowerCase();
	const allowed =
		wanted.length <= 3
			? Math.min(1, wanted.length - 1)
			: Math.max(2, Math.floor(wanted.length / 3));
	let best: string | undefined;
	let bestDistance = allowed + 1;
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - wanted.length) > allowed) {
			continue;
		}

		const found = distance(wanted, candidate.toLowerCase());
		const isCloser =
			found < bestDistance ||
			(found === bestDistance &&
				best !== undefined &&
				distance(word, candidate) < distance(word, best));
		if (isCloser) {
			best = candidate;
			bestDistance = found;
		}
	}

	return best;
}
