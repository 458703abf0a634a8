import { Buffer } from 'node:buffer';

/** Appends numbers and bytes to a buffer that grows. */
export class ByteWriter {
	#bytes: Buffer;
	#length = 0;

	constructor(capacity: number) {
		this.#bytes = Buffer.allocUnsafe(Math.max(16, capacity));
	}

	byte(value: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = value;
	}

	/** LEB128: seven bits per byte, low bits first; any integer up to 2^53 - 1. */
	varint(value: number): void {
		this.#reserve(8);
		let rest = value;
		while (rest > 0x7f) {
			this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
			rest = Math.floor(rest / 0x80);
		}

		this.#bytes[this.#length++] = rest;
	}

	float64(value: number): void {
		this.#reserve(8);
		this.#length = this.#bytes.writeDoubleLE(value, this.#length);
	}

	/** UTF-8, preceded by its length in bytes. */
	text(value: string): void {
		const bytes = Buffer.from(value);
		this.varint(bytes.length);
		this.raw(bytes);
	}

	raw(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	/** The bytes written so far; owned by the writer. */
	done(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	#reserve(count: number): void {
		const needed = this.#length + count;
		if (needed > this.#bytes.length) {
			const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
			grown.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = grown;
		}
	}
}

/** Reads what `ByteWriter` wrote. Throws RangeError past the end of the bytes. */
export class ByteReader {
	readonly #bytes: Buffer;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	byte(): number {
		return this.#next();
	}

	varint(): number {
		let value = 0;
		let scale = 1;
		for (;;) {
			const byte = this.#next();
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				return value;
			}

			scale *= 0x80;
			if (scale > 2 ** 49) {
				throw new RangeError('a number is longer than eight bytes');
			}
		}
	}

	float64(): number {
		const value = this.#bytes.readDoubleLE(this.#position);
		this.#position += 8;
		return value;
	}

	text(): string {
		return this.raw(this.varint()).toString();
	}

	/** A view of the next `count` bytes, not a copy. */
	raw(count: number): Buffer {
		const end = this.#position + count;
		if (end > this.#bytes.length) {
			throw new RangeError(`${count} bytes wanted, ${this.#bytes.length - this.#position} left`);
		}

		const bytes = this.#bytes.subarray(this.#position, end);
		this.#position = end;
		return bytes;
	}

	rest(): Buffer {
		return this.raw(this.#bytes.length - this.#position);
	}

	#next(): number {
		const byte = this.#bytes[this.#position];
		if (byte === undefined) {
			throw new RangeError('bytes end early');
		}

		this.#position += 1;
		return byte;
	}
}
