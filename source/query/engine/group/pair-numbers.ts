/** Numbers pairs of 32-bit numbers in the order of their first use. */
export class PairNumbers {
	/** Two entries per pair, by its number. */
	#pairs = new Uint32Array(512);
	/** Number plus one: 0 is a free slot. */
	#slots = new Uint32Array(1024);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get bytes(): number {
		return this.#pairs.byteLength + this.#slots.byteLength;
	}

	/** Makes room for this many more pairs at once. */
	reserve(count: number): void {
		const needed = this.#size + count;
		if (needed * 2 > this.#pairs.length) {
			const pairs = new Uint32Array(Math.max(needed * 2, this.#pairs.length * 2));
			pairs.set(this.#pairs);
			this.#pairs = pairs;
		}

		let slotCount = this.#slots.length;
		while (needed * 2 > slotCount) {
			slotCount *= 2;
		}

		if (slotCount > this.#slots.length) {
			this.#slots = new Uint32Array(slotCount);
			for (let number = 0; number < this.#size; number++) {
				const left = this.#pairs[number * 2] as number;
				const right = this.#pairs[number * 2 + 1] as number;
				this.#slots[this.#slot(left, right)] = number + 1;
			}
		}
	}

	/** The pair's number; a new pair gets the next one, or -1 when there are `sizeMax` pairs. */
	number(left: number, right: number, sizeMax = Infinity): number {
		let slot = this.#slot(left, right);
		const known = this.#slots[slot] as number;
		if (known !== 0) {
			return known - 1;
		}

		const number = this.#size;
		if (number >= sizeMax) {
			return -1;
		}

		if (number * 2 + 2 > this.#pairs.length || number * 2 + 2 > this.#slots.length) {
			this.reserve(Math.max(number, 1));
			slot = this.#slot(left, right);
		}

		this.#pairs[number * 2] = left;
		this.#pairs[number * 2 + 1] = right;
		this.#slots[slot] = number + 1;
		this.#size = number + 1;
		return number;
	}

	/** The slot of the pair, or the free slot for it. */
	#slot(left: number, right: number): number {
		const slots = this.#slots;
		const pairs = this.#pairs;
		const mask = slots.length - 1;
		let hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b);
		hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
		let slot = (hash ^ (hash >>> 13)) & mask;
		for (;;) {
			const at = ((slots[slot] as number) - 1) * 2;
			if (at < 0 || (pairs[at] === left && pairs[at + 1] === right)) {
				return slot;
			}

			slot = (slot + 1) & mask;
		}
	}
}
