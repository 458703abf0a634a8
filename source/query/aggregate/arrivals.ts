import { grownFloat } from './accumulator.ts';

/**
 * For each group, the position in the order of arrival of the row that it chose. Two groups of a
 * segment may be merged into one, because a missing key and a null key have two codes; the order of
 * the groups then says nothing about the order of their rows.
 */
export class Arrivals {
	/** By group; -1 means "no row". */
	#positions: Float64Array = new Float64Array(0);
	/** Rows that have arrived so far; the next merge adds its rows after them. */
	#rowCount = 0;

	/** @param rows - position of each group's row in its segment, -1 without one */
	add(rows: Int32Array, rowCount: number): void {
		this.#positions = Float64Array.from(rows);
		this.#rowCount = rowCount;
	}

	/** Merges `other`, all of whose rows arrived after those here. */
	merge(other: Arrivals, groupCount: number): ArrivalsMerge {
		const here = (this.#positions = grownFloat(this.#positions, groupCount, -1));
		const behind = this.#rowCount;
		this.#rowCount += other.#rowCount;
		const positionOf = (group: number): number => behind + (other.#positions[group] as number);
		return {
			isEarlier: (group, target) => positionOf(group) < (here[target] as number),
			take: (group, target) => {
				here[target] = positionOf(group);
			},
		};
	}
}

interface ArrivalsMerge {
	/** Whether the row of a group of `other` arrived before the row of a group here. */
	isEarlier(group: number, target: number): boolean;
	take(group: number, target: number): void;
}
