import { grown } from '../shred/bytes.ts';

/** Writes integers in as few bytes as they need. */
export class IntegerWriter {
	#bytes: Uint8Array;
	#length = 0;

	constructor(capacityBytes = 256) {
		this.#bytes = new Uint8Array(capacityBytes);
	}

	/** An integer from 0 to 2^53 - 1. */
	unsigned(value: number): void {
		this.#bytes = grown(this.#bytes, this.#length + 8);
		let left = value;
		while (left > 0x7f) {
			this.#bytes[this.#length++] = (left % 0x80) | 0x80;
			left = Math.floor(left / 0x80);
		}

		this.#bytes[this.#length++] = left;
	}

	/** An integer from -2^52 to 2^52. */
	signed(value: number): void {
		this.unsigned(value < 0 ? -value * 2 - 1 : value * 2);
	}

	append(bytes: Uint8Array): void {
		this.#bytes = grown(this.#bytes, this.#length + bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	/** Borrowed: valid until the next write. */
	get bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}
}

/** Reads what an `IntegerWriter` wrote, in the same order. */
export class IntegerReader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** @throws RangeError past the end */
	unsigned(): number {
		let value = 0;
		let scale = 1;
		for (;;) {
			const byte = this.#bytes[this.#at++];
			if (byte === undefined) {
				throw new RangeError(`an integer past the end of ${this.#bytes.length} bytes`);
			}

			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				return value;
			}

			scale *= 0x80;
		}
	}

	signed(): number {
		const value = this.unsigned();
		return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
	}

	/** The next `length` bytes, borrowed. */
	take(length: number): Uint8Array {
		if (this.#at + length > this.#bytes.length) {
			throw new RangeError(`${length} bytes at ${this.#at} of ${this.#bytes.length}`);
		}

		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}

	/** All remaining bytes, borrowed. */
	rest(): Uint8Array {
		return this.take(this.#bytes.length - this.#at);
	}
}
