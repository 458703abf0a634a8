import { compareText } from '../comparison.ts';

/**
 * What orders rows of one time: the object that each record came in, then its place in there. Several
 * writers agree in it, and the order in which objects happen to arrive does not change it.
 */
export interface Ties {
	/** Rank of a row's object among those of the same frame; equal for rows of one object. */
	rankAt(position: number): number;
	/** The object; empty for what came in none. */
	objectAt(position: number): string;
}

/** Rows that came in no object. */
export const noTies: Ties = { rankAt: () => 0, objectAt: () => '' };

/**
 * Compares two rows of one time, each by its frame and its position there.
 *
 * @param tiesOf - of a frame; the frames are in the order of the store, in which records of one object keep theirs
 */
export function compareTied(
	frame: number,
	position: number,
	otherFrame: number,
	otherPosition: number,
	tiesOf: (frame: number) => Ties,
): number {
	const ties = tiesOf(frame);
	if (frame === otherFrame) {
		return ties.rankAt(position) - ties.rankAt(otherPosition) || position - otherPosition;
	}

	const other = tiesOf(otherFrame);
	return compareText(ties.objectAt(position), other.objectAt(otherPosition)) || frame - otherFrame;
}
