import { grownFloat } from './accumulator.ts';

/**
 * Where the row that each group settled on stood in the order of arrival. Two groups of one
 * segment may turn out to be one (a key that is missing and a key that is null have two codes),
 * and then their order says nothing about the order of their rows.
 */
export class Arrivals {
	/** By group; -1 is "no row". */
	#positions: Float64Array = new Float64Array(0);
	/** Rows that arrived so far: what is merged next comes behind them. */
	#rowCount = 0;

	/** @param rows - position of each group's row in its segment, -1 without one */
	add(rows: Int32Array, rowCount: number): void {
		this.#positions = Float64Array.from(rows);
		this.#rowCount = rowCount;
	}

	/** Makes room for what `other` has, which arrived after everything here. */
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
	/** Did the row of a group there arrive before the row of a group here? */
	isEarlier(group: number, target: number): boolean;
	take(group: number, target: number): void;
}
