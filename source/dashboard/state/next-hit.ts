/** Places of hits, in order: the first at or behind `at`, else the first of all; undefined when there is none. */
export function hitFrom(hits: readonly number[], at: number): number | undefined {
	return hits.find(hit => hit >= at) ?? hits[0];
}

/** The next one in that direction, from the last one on to the first; undefined when there is none. */
export function hitAfter(
	hits: readonly number[],
	at: number,
	direction: 1 | -1,
): number | undefined {
	return direction === 1
		? (hits.find(hit => hit > at) ?? hits[0])
		: (hits.findLast(hit => hit < at) ?? hits.at(-1));
}
