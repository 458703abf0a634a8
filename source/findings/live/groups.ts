import type { MetColumn } from '../../query/port.ts';

/**
 * Numbers the combinations of what some columns hold, by their codes: values are then looked at once for each
 * combination, not once for each row.
 */
export class Groups {
	readonly #columns: readonly MetColumn[];
	/** For each column but the first: combinations so far. No more than a segment has rows. */
	readonly #levels: readonly Map<number, number>[];

	constructor(columns: readonly MetColumn[]) {
		this.#columns = columns;
		this.#levels = columns.slice(1).map(() => new Map<number, number>());
	}

	/** The number of the row's combination: the same for the same codes. */
	readonly numberOf = (row: number): number => {
		const [first] = this.#columns;
		let id = first === undefined ? 0 : first.codeAt(row);
		for (const [index, level] of this.#levels.entries()) {
			const { size, codeAt } = this.#columns[index + 1] as MetColumn;
			// Both are below the number of rows of a segment or of its values, so it stays exact.
			const pair = id * size + codeAt(row);
			const known = level.get(pair);
			if (known === undefined) {
				id = level.size;
				level.set(pair, id);
			} else {
				id = known;
			}
		}

		return id;
	};
}
