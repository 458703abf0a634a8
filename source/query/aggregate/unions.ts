/** Sets of numbers by group. The numbers of a group are contiguous. */
export interface NumberSets {
	/** Shape `[groupCount + 1]`: group `g` has the numbers at `[starts[g], starts[g + 1])`. */
	readonly starts: Uint32Array;
	readonly numbers: Uint32Array;
	/** Group there → group of the union; -1 is none. */
	readonly mapping: Int32Array;
}

/** Limits the numbers that are sorted by group at a time to 8 MiB. */
const numbersAtOnceMax = 1 << 21;

/**
 * Counts the distinct numbers in the union of each group's sets.
 *
 * @param wanted - groups, each once
 * @param counts - by group; filled for the wanted ones
 * @param end - every number is below it
 */
export function countUnions(
	sets: readonly NumberSets[],
	wanted: Uint32Array,
	counts: Float64Array,
	end: number,
): void {
	const indexOf = new Int32Array(counts.length).fill(-1);
	for (let index = 0; index < wanted.length; index++) {
		indexOf[wanted[index] as number] = index;
	}

	const sizes = new Uint32Array(wanted.length);
	for (const { starts, mapping } of sets) {
		addSizes(starts, mapping, indexOf, sizes);
	}

	// For each number, the last group index that had it, plus one.
	const seen = new Uint32Array(end);
	for (let from = 0; from < wanted.length;) {
		let to = from + 1;
		let total = sizes[from] as number;
		while (to < wanted.length && total + (sizes[to] as number) <= numbersAtOnceMax) {
			total += sizes[to++] as number;
		}

		const stretches = gather(sets, indexOf, sizes, from, to, total);
		for (let index = from, at = 0; index < to; index++) {
			let count = 0;
			for (const stop = at + (sizes[index] as number); at < stop; at++) {
				const number = stretches[at] as number;
				if (seen[number] !== index + 1) {
					seen[number] = index + 1;
					count++;
				}
			}

			counts[wanted[index] as number] = count;
		}

		from = to;
	}
}

function addSizes(
	starts: Uint32Array,
	mapping: Int32Array,
	indexOf: Int32Array,
	sizes: Uint32Array,
): void {
	for (let own = 0; own + 1 < starts.length; own++) {
		const group = mapping[own] as number;
		const index = group < 0 ? -1 : (indexOf[group] as number);
		if (index >= 0) {
			sizes[index] =
				(sizes[index] as number) + (starts[own + 1] as number) - (starts[own] as number);
		}
	}
}

/** The numbers of the groups with index `from` up to `to`, one group after the other. */
function gather(
	sets: readonly NumberSets[],
	indexOf: Int32Array,
	sizes: Uint32Array,
	from: number,
	to: number,
	total: number,
): Uint32Array {
	const next = new Uint32Array(to - from);
	for (let index = from + 1; index < to; index++) {
		next[index - from] = (next[index - from - 1] as number) + (sizes[index - 1] as number);
	}

	const stretches = new Uint32Array(total);
	for (const { starts, numbers, mapping } of sets) {
		for (let own = 0; own + 1 < starts.length; own++) {
			const group = mapping[own] as number;
			const index = group < 0 ? -1 : (indexOf[group] as number);
			if (index >= from && index < to) {
				let at = next[index - from] as number;
				const stop = starts[own + 1] as number;
				for (let index = starts[own] as number; index < stop; index++) {
					stretches[at++] = numbers[index] as number;
				}

				next[index - from] = at;
			}
		}
	}

	return stretches;
}
