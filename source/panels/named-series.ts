/** What a choice of series looks at. */
interface Ranked {
	readonly values: readonly number[];
	readonly total: number;
}

/**
 * The series that have a name and a colour of their own when not all can: those with the largest totals, and up to half the
 * places for those that are the largest of some bucket, the highest peaks first, because a short attack has a small total.
 *
 * @param ranked - the largest total first
 * @returns at most `count`, in their order
 */
export function namedSeries<S extends Ranked>(ranked: readonly S[], count: number): readonly S[] {
	const leading = leaders(ranked).slice(0, Math.max(1, Math.floor(count / 2)));
	const others = ranked.filter(one => !leading.includes(one));
	const named = new Set([...leading, ...others].slice(0, Math.max(0, count)));
	return ranked.filter(one => named.has(one));
}

/** Those that are the largest of some bucket, with the largest value there first. */
function leaders<S extends Ranked>(ranked: readonly S[]): readonly S[] {
	const peaks = new Map<S, number>();
	const bucketCount = ranked[0]?.values.length ?? 0;
	for (let bucket = 0; bucket < bucketCount; bucket++) {
		let leader: S | undefined;
		let most = 0;
		for (const one of ranked) {
			const value = one.values[bucket] ?? 0;
			if (value > most) {
				leader = one;
				most = value;
			}
		}

		if (leader !== undefined) {
			peaks.set(leader, Math.max(most, peaks.get(leader) ?? 0));
		}
	}

	return [...peaks].toSorted((a, b) => b[1] - a[1]).map(([one]) => one);
}
