/** A growing list of 32-bit numbers. */
export class NumberList {
	#array = new Uint32Array(64);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	get bytes(): number {
		return this.#array.byteLength;
	}

	push(value: number): void {
		if (this.#length === this.#array.length) {
			const next = new Uint32Array(this.#length * 2);
			next.set(this.#array);
			this.#array = next;
		}

		this.#array[this.#length++] = value;
	}

	/** The present numbers; later pushes are not visible in it. */
	view(): Uint32Array {
		return this.#array.subarray(0, this.#length);
	}
}
