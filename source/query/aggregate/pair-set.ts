/** A set of pairs of 32-bit numbers: open addressing on typed arrays, grown at half full. */
export class PairSet {
	#left = new Uint32Array(1024);
	/** Plus one: 0 is a free slot. */
	#right = new Uint32Array(1024);
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** Says whether the pair was not there yet. */
	add(left: number, right: number): boolean {
		if (this.#size * 2 >= this.#left.length) {
			this.#grow();
		}

		if (!this.#put(left, right)) {
			return false;
		}

		this.#size++;
		return true;
	}

	#put(left: number, right: number): boolean {
		const mask = this.#left.length - 1;
		let hash = Math.imul(left, 0x9e37_79b1) ^ Math.imul(right, 0x85eb_ca6b);
		hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
		let slot = (hash ^ (hash >>> 13)) & mask;
		for (;;) {
			const there = this.#right[slot] as number;
			if (there === 0) {
				this.#left[slot] = left;
				this.#right[slot] = right + 1;
				return true;
			}

			if (there === right + 1 && this.#left[slot] === left) {
				return false;
			}

			slot = (slot + 1) & mask;
		}
	}

	#grow(): void {
		const lefts = this.#left;
		const rights = this.#right;
		this.#left = new Uint32Array(lefts.length * 2);
		this.#right = new Uint32Array(lefts.length * 2);
		for (let slot = 0; slot < lefts.length; slot++) {
			const right = rights[slot] as number;
			if (right !== 0) {
				this.#put(lefts[slot] as number, right - 1);
			}
		}
	}
}
