/**
 * Gives the numbers of a dictionary the places 0, 1, 2, … in the order in which they are first
 * seen. A list with an entry for each number: numbers that a segment brought stand close together,
 * and what nobody asks for is never touched.
 */
export class NumberPlaces {
	/** Place plus one by number: 0 is none. */
	#indexes = new Uint32Array(256);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#indexes.byteLength;
	}

	/** The place of a number; a new one gets the next, or -1 when there are `sizeMax`. */
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
