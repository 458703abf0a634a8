import type { Codes } from '../../../store/column/column.ts';

/** One element of a list: which column it is from, and its code there. */
interface ListPart {
	readonly column: number;
	readonly code: number;
}

/** The codes of one column, to be appended to the lists of the rows. */
interface Appended {
	readonly column: number;
	readonly codes: Codes;
	/** Where this has a code, the row has nothing of the column. */
	readonly otherCodes: Codes | undefined;
	readonly valueCount: number;
}

/** Lists of codes as the paths of a tree: lists that begin alike share nodes. Node 0 is empty. */
export class ListTree {
	readonly #parents: number[] = [0];
	readonly #columns: number[] = [0];
	readonly #codes: number[] = [0];

	/** Nodes, with the empty one. */
	get count(): number {
		return this.#parents.length;
	}

	get approxBytes(): number {
		return this.count * 24;
	}

	/**
	 * Appends a column's code to the list of each row that has one.
	 *
	 * @param at - the node of each row; changed
	 */
	append(at: Uint32Array, { column, codes, otherCodes, valueCount }: Appended): void {
		// A code and a node make one number, exactly: both are below 2^26.
		const known = new Map<number, number>();
		for (let row = 0; row < at.length; row++) {
			const code = codes[row] as number;
			if (code === 0 || (otherCodes?.[row] ?? 0) !== 0) {
				continue;
			}

			const parent = at[row] as number;
			const key = parent * (valueCount + 1) + code;
			let node = known.get(key);
			if (node === undefined) {
				node = this.#add(parent, column, code);
				known.set(key, node);
			}

			at[row] = node;
		}
	}

	/** The elements of a node's list, in the order in which they were appended. */
	partsOf(node: number): readonly ListPart[] {
		const parts: ListPart[] = [];
		for (let at = node; at !== 0; at = this.#parents[at] as number) {
			parts.push({ column: this.#columns[at] as number, code: this.#codes[at] as number });
		}

		return parts.reverse();
	}

	#add(parent: number, column: number, code: number): number {
		this.#columns.push(column);
		this.#codes.push(code);
		return this.#parents.push(parent) - 1;
	}
}
