/** A set of numbers for each of a few groups, a bit a number. */
export class Bitmaps {
	readonly #bits: (Uint32Array | undefined)[] = [];

	/** Says whether the number was not there yet. */
	add(group: number, number: number): boolean {
		const word = number >>> 5;
		let bits = this.#bits[group];
		if (bits === undefined || word >= bits.length) {
			bits = this.#grown(group, bits, word);
		}

		const before = bits[word] as number;
		const bit = (1 << (number & 31)) >>> 0;
		if ((before & bit) !== 0) {
			return false;
		}

		bits[word] = before | bit;
		return true;
	}

	#grown(group: number, bits: Uint32Array | undefined, word: number): Uint32Array {
		const next = new Uint32Array(Math.max(64, word + 1, (bits?.length ?? 0) * 2));
		next.set(bits ?? []);
		this.#bits[group] = next;
		return next;
	}
}
