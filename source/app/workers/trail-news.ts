import type { TrailFlaw } from '../../dashboard/state/source-status.ts';

/** Flaws that are told at once; the sources screen lists all. */
const toldMax = 2;

/**
 * What is told on the screen about trails that were asked again: records that are missing, when that
 * is new. Nobody looks at the sources screen to learn that a trail has stopped.
 */
export function trailNews(
	before: readonly TrailFlaw[],
	now: readonly TrailFlaw[],
): readonly string[] {
	const known = new Set(before.filter(({ state }) => state === 'bad').map(({ id }) => id));
	return now
		.filter(({ state, id }) => state === 'bad' && !known.has(id))
		.slice(0, toldMax)
		.map(({ found }) => `${found}; w lists what is not logged`);
}
