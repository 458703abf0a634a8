/**
 * Gives the numbers of a dictionary the places 0, 1, 2, … in the order in which they are first
 * seen. A list with an entry for each number: numbers that a segment brought stand close together,
 * and what nobody asks for is never touched.
 */
export class NumberPlaces {
	/** Place plus one by number: 0 is none. */
	#places = new Uint32Array(256);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#places.byteLength;
	}

	/** The place of a number; a new one gets the next, or -1 when there are `sizeMax`. */
	place(number: number, sizeMax = Infinity): number {
		const known = number < this.#places.length ? (this.#places[number] as number) : 0;
		if (known !== 0) {
			return known - 1;
		}

		if (this.#size >= sizeMax) {
			return -1;
		}

		if (number >= this.#places.length) {
			const places = new Uint32Array(Math.max(number + 1, this.#places.length * 2));
			places.set(this.#places);
			this.#places = places;
		}

		this.#places[number] = this.#size + 1;
		return this.#size++;
	}
}
