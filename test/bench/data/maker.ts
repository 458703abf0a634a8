/** A seeded source of everything random in a record: the same numbers everywhere. */
export class Maker {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** In `[0, 1)`. */
	random(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number in `[0, below)`. */
	int(below: number): number {
		return Math.floor(this.random() * below);
	}

	/** A whole number in `[0, below)`; low ones are much more common. */
	skewed(below: number): number {
		return Math.floor(below * this.random() ** 3);
	}

	chance(share: number): boolean {
		return this.random() < share;
	}

	/** One of the items; those at the front are much more common. */
	pick<Item>(items: readonly Item[]): Item {
		return items[this.skewed(items.length)] as Item;
	}

	chars(alphabet: string, length: number): string {
		let text = '';
		for (let at = 0; at < length; at += 1) {
			text += alphabet[this.int(alphabet.length)];
		}

		return text;
	}

	hex(length: number): string {
		return this.chars('0123456789abcdef', length);
	}

	uuid(): string {
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
	}

	base64(length: number): string {
		return this.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', length);
	}

	upper(length: number): string {
		return this.chars('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length);
	}
}

export type Json = Record<string, unknown>;
