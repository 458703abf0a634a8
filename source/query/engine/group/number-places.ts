/**
 * Gives the numbers of a dictionary the indexes 0, 1, 2, … in the order in which they are first
 * seen. The list has an entry for each number of the dictionary: numbers that came with one segment
 * are close together, and unused parts of the list are never touched.
 */
export class NumberPlaces {
	/** Index plus one, by number; 0 is none. */
	#indexes = new Uint32Array(256);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#indexes.byteLength;
	}

	/**
	 * The index of a number; a new number gets the next index, or -1 when there are `sizeMax`
	 * already.
	 */
	indexOf(number: number, sizeMax = Infinity): number {
		const known = number < this.#indexes.length ? (this.#indexes[number] as number) : 0;
		if (known !== 0) {
			return known - 1;
		}

		if (this.#size >= sizeMax) {
			return -1;
		}

		if (number >= this.#indexes.length) {
			const indexes = new Uint32Array(Math.max(number + 1, this.#indexes.length * 2));
			indexes.set(this.#indexes);
			this.#indexes = indexes;
		}

		this.#indexes[number] = this.#size + 1;
		return this.#size++;
	}
}
