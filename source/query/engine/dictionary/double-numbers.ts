const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Numbers distinct doubles in the order of their first use; NaN is one value. */
export class DoubleNumbers {
	#keys = new Float64Array(256);
	/** Number plus one: 0 is a free slot. */
	#numbers = new Uint32Array(256);
	#size = 0;

	/** The number of a known double, or -1. */
	find(key: number): number {
		return (this.#numbers[this.#slot(key)] as number) - 1;
	}

	put(key: number, number: number): void {
		if (++this.#size * 2 > this.#keys.length) {
			this.#grow();
		}

		const slot = this.#slot(key);
		this.#keys[slot] = key;
		this.#numbers[slot] = number + 1;
	}

	#slot(key: number): number {
		// Adding 0 turns -0 into 0. What is no number has many forms, and one that was stored may come back as another.
		double[0] = Number.isNaN(key) ? NaN : key + 0;
		const mask = this.#keys.length - 1;
		let hash =
			Math.imul(words[0] as number, 0x9e37_79b1) ^ Math.imul(words[1] as number, 0x85eb_ca6b);
		hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
		let slot = (hash ^ (hash >>> 13)) & mask;
		while (this.#numbers[slot] !== 0) {
			const there = this.#keys[slot] as number;
			if (there === key || (there !== there && key !== key)) {
				break;
			}

			slot = (slot + 1) & mask;
		}

		return slot;
	}

	#grow(): void {
		const [keys, numbers] = [this.#keys, this.#numbers];
		this.#keys = new Float64Array(keys.length * 2);
		this.#numbers = new Uint32Array(keys.length * 2);
		for (let at = 0; at < keys.length; at++) {
			if (numbers[at] !== 0) {
				const slot = this.#slot(keys[at] as number);
				this.#keys[slot] = keys[at] as number;
				this.#numbers[slot] = numbers[at] as number;
			}
		}
	}
}
