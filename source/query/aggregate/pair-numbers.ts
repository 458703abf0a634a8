/** Numbers pairs of 32-bit numbers in the order in which they are first seen. */
export class PairNumbers {
	#left = new Uint32Array(1024);
	#right = new Uint32Array(1024);
	/** Number plus one: 0 is a free slot. */
	#number = new Uint32Array(1024);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#left.byteLength * 3;
	}

	/** Makes room for so many more pairs at once. */
	reserve(count: number): void {
		while ((this.#size + count) * 2 > this.#left.length) {
			this.#grow();
		}
	}

	/** The pair's number; a new pair gets the next one. */
	number(left: number, right: number): number {
		if (this.#size * 2 >= this.#left.length) {
			this.#grow();
		}

		const slot = this.#slot(left, right);
		const known = this.#number[slot] as number;
		if (known !== 0) {
			return known - 1;
		}

		this.#left[slot] = left;
		this.#right[slot] = right;
		this.#number[slot] = ++this.#size;
		return this.#size - 1;
	}

	/** Where the pair stands, or where it would. */
	#slot(left: number, right: number): number {
		const mask = this.#left.length - 1;
		let hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b);
		hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
		let slot = (hash ^ (hash >>> 13)) & mask;
		while (this.#number[slot] !== 0 && (this.#left[slot] !== left || this.#right[slot] !== right)) {
			slot = (slot + 1) & mask;
		}

		return slot;
	}

	#grow(): void {
		const [lefts, rights, numbers] = [this.#left, this.#right, this.#number];
		this.#left = new Uint32Array(lefts.length * 2);
		this.#right = new Uint32Array(lefts.length * 2);
		this.#number = new Uint32Array(lefts.length * 2);
		for (let at = 0; at < numbers.length; at++) {
			if (numbers[at] !== 0) {
				const slot = this.#slot(lefts[at] as number, rights[at] as number);
				this.#left[slot] = lefts[at] as number;
				this.#right[slot] = rights[at] as number;
				this.#number[slot] = numbers[at] as number;
			}
		}
	}
}
