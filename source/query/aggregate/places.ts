import { compareText } from '../comparison.ts';
import type { Ties } from '../frame/ties.ts';
import { grownFloat } from './accumulator.ts';

/**
 * For each group, the object and the place of the row that it chose, which order rows of one time.
 * Two groups of a segment may be merged into one, because a missing key and a null key have two codes;
 * the order of the groups then says nothing about the order of their rows.
 */
export class Places {
	/** By group; empty without a row. */
	readonly #objects: string[] = [];
	/** By group, in the order of the store; -1 means "no row". */
	#positions: Float64Array = new Float64Array(0);
	/** Rows that were seen so far; the next merge adds its rows after them. */
	#rowCount = 0;

	/** @param rows - position of each group's row in its segment, -1 without one */
	add(rows: Int32Array, rowCount: number, ties: Ties): void {
		this.#positions = Float64Array.from(rows);
		this.#rowCount = rowCount;
		for (const row of rows) {
			this.#objects.push(row < 0 ? '' : ties.objectAt(row));
		}
	}

	/** Merges `other`, all of whose rows are behind those here in the store. */
	merge(other: Places, groupCount: number): PlacesMerge {
		const here = (this.#positions = grownFloat(this.#positions, groupCount, -1));
		const objects = this.#objects;
		while (objects.length < groupCount) {
			objects.push('');
		}

		const behind = this.#rowCount;
		this.#rowCount += other.#rowCount;
		const objectOf = (group: number): string => other.#objects[group] ?? '';
		const positionOf = (group: number): number => behind + (other.#positions[group] as number);
		return {
			isEarlier: (group, target) =>
				(compareText(objectOf(group), objects[target] as string) ||
					positionOf(group) - (here[target] as number)) < 0,
			take: (group, target) => {
				here[target] = positionOf(group);
				objects[target] = objectOf(group);
			},
		};
	}
}

interface PlacesMerge {
	/** Whether the row of a group of `other` comes before the row of a group here, if they are of one time. */
	isEarlier(group: number, target: number): boolean;
	take(group: number, target: number): void;
}
