/**
 * Rows by a hash of their identity. Different identities may have the same hash, so the caller
 * compares them.
 */
export class RowIndex {
	/** Pairs of hash and row plus one; 0 is an empty slot. */
	#slots: Int32Array;
	#count = 0;

	/** @param capacity - expected number of rows */
	constructor(capacity = 512) {
		this.#slots = new Int32Array(2 * 2 ** Math.ceil(Math.log2(Math.max(8, capacity) * 2)));
	}

	add(idHash: number, timeMs: number, row: number): void {
		this.#count += 1;
		if (this.#count * 4 > this.#slots.length) {
			this.#grow();
		}

		this.#put(mix(idHash, timeMs), row + 1);
	}

	/** Whether there are candidate rows. Most new records have none, and need no list of them. */
	has(idHash: number, timeMs: number): boolean {
		const hash = mix(idHash, timeMs);
		const mask = this.#slots.length - 2;
		let slot = (hash << 1) & mask;
		while (this.#slots[slot + 1] !== 0) {
			if (this.#slots[slot] === hash) {
				return true;
			}

			slot = (slot + 2) & mask;
		}

		return false;
	}

	/** Candidate rows, ascending. */
	rows(idHash: number, timeMs: number): number[] {
		const rows: number[] = [];
		const hash = mix(idHash, timeMs);
		const mask = this.#slots.length - 2;
		for (let slot = (hash << 1) & mask; this.#slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
			if (this.#slots[slot] === hash) {
				rows.push((this.#slots[slot + 1] as number) - 1);
			}
		}

		return rows;
	}

	#put(hash: number, rowPlusOne: number): void {
		const mask = this.#slots.length - 2;
		let slot = (hash << 1) & mask;
		while (this.#slots[slot + 1] !== 0) {
			slot = (slot + 2) & mask;
		}

		this.#slots[slot] = hash;
		this.#slots[slot + 1] = rowPlusOne;
	}

	#grow(): void {
		const old = this.#slots;
		this.#slots = new Int32Array(old.length * 2);
		for (let slot = 0; slot < old.length; slot += 2) {
			if (old[slot + 1] !== 0) {
				this.#put(old[slot] as number, old[slot + 1] as number);
			}
		}
	}

	get approxBytes(): number {
		return this.#slots.byteLength;
	}
}

function mix(idHash: number, timeMs: number): number {
	const seconds = Math.floor(timeMs / 1000) | 0;
	let hash = idHash ^ Math.imul(seconds, 0x9e3779b1) ^ Math.imul((timeMs % 1000) | 0, 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return hash ^ (hash >>> 13);
}
