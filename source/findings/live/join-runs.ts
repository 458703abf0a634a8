import { byTime } from '../finding.ts';
import type { FoundHit } from '../finding-book.ts';

export interface Run {
	readonly first: FoundHit;
	/** Ms since the epoch. */
	readonly lastMs: number;
}

/**
 * Runs without those that reach into one another. Whatever order and pieces the hits came in, the same runs are left.
 *
 * @param runs - of the same values, in any order
 * @param forgetMs - hits that are no further apart are of one run
 */
export function joinRuns(runs: readonly Run[], forgetMs: number): readonly Run[] {
	const joined: Run[] = [];
	for (const run of runs.toSorted((a, b) => byTime(a.first, b.first))) {
		const last = joined.at(-1);
		if (last !== undefined && run.first.timeMs - last.lastMs <= forgetMs) {
			joined[joined.length - 1] = { ...last, lastMs: Math.max(last.lastMs, run.lastMs) };
		} else {
			joined.push(run);
		}
	}

	return joined;
}
