/** Bytes with a DataView over the same memory, for reading several bytes at once. */
export interface ByteSource {
	readonly bytes: Uint8Array;
	readonly view: DataView;
}

export function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Whether two ranges have the same bytes. Compares eight bytes at a time.
 *
 * Doubles are compared because JavaScript has no faster eight-byte integer. That is exact as long
 * as `b` is UTF-8 text without control characters: such bytes never form a NaN or a zero.
 */
export function equalBytes(
	a: DataView,
	aStart: number,
	b: DataView,
	bStart: number,
	length: number,
): boolean {
	if (length >= 8) {
		const last = length - 8;
		for (let offset = 0; offset < last; offset += 8) {
			if (a.getFloat64(aStart + offset, true) !== b.getFloat64(bStart + offset, true)) {
				return false;
			}
		}

		return a.getFloat64(aStart + last, true) === b.getFloat64(bStart + last, true);
	}

	if (length >= 4) {
		const last = length - 4;
		return (
			a.getInt32(aStart, true) === b.getInt32(bStart, true) &&
			a.getInt32(aStart + last, true) === b.getInt32(bStart + last, true)
		);
	}

	for (let offset = 0; offset < length; offset += 1) {
		if (a.getUint8(aStart + offset) !== b.getUint8(bStart + offset)) {
			return false;
		}
	}

	return true;
}

/** From this length on, `TypedArray.set` copies faster than a loop over words. */
const copyByWordsMax = 96;

/** Copies `[start, start + length)` of `from` to `at` in `to`. */
export function copyBytes(
	from: ByteSource,
	start: number,
	length: number,
	to: ByteSource,
	at: number,
): void {
	if (length > copyByWordsMax) {
		to.bytes.set(from.bytes.subarray(start, start + length), at);
		return;
	}

	const words = length & ~3;
	for (let offset = 0; offset < words; offset += 4) {
		to.view.setInt32(at + offset, from.view.getInt32(start + offset, true), true);
	}

	for (let offset = words; offset < length; offset += 1) {
		to.view.setUint8(at + offset, from.view.getUint8(start + offset));
	}
}

export const hashSeed = 0x2545f491;

/** Mixes four more bytes (little end first) into a running 32-bit hash. */
export function mixHash(hash: number, word: number): number {
	return Math.imul(((hash << 11) | (hash >>> 21)) ^ word, 0x9e3779b1);
}

export function finishHash(hash: number, length: number): number {
	let mixed = hash ^ length;
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	return mixed ^ (mixed >>> 13);
}

/** The hash of a range of bytes, a signed 32-bit integer. */
export function hashBytes(view: DataView, start: number, end: number): number {
	let hash = hashSeed;
	let at = start;
	for (; at + 4 <= end; at += 4) {
		hash = mixHash(hash, view.getInt32(at, true));
	}

	let word = 0;
	for (let shift = 0; at < end; at += 1, shift += 8) {
		word |= view.getUint8(at) << shift;
	}

	return finishHash(mixHash(hash, word), end - start);
}

const quote = 0x22;

/** The hash of a JSON token, without the quotes of a string. */
export function hashToken(view: DataView, start: number, end: number): number {
	return view.getUint8(start) === quote
		? hashBytes(view, start + 1, end - 1)
		: hashBytes(view, start, end);
}

/** A growing array of bytes. Written bytes never change, so a reader may keep an old `bytes`. */
export class ByteArena implements ByteSource {
	bytes: Uint8Array;
	view: DataView;
	length = 0;

	constructor(capacityBytes = 64) {
		this.bytes = new Uint8Array(capacityBytes);
		this.view = viewOf(this.bytes);
	}

	/** A snapshot of the bytes so far, which stays valid when the arena grows. */
	now(): ByteSource {
		return { bytes: this.bytes, view: this.view };
	}

	/** Makes room for `length` more bytes and returns their offset. */
	reserve(length: number): number {
		const at = this.length;
		const needed = at + length;
		if (needed > this.bytes.length) {
			const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
			grown.set(this.bytes.subarray(0, at));
			this.bytes = grown;
			this.view = viewOf(grown);
		}

		this.length = needed;
		return at;
	}

	/** Appends a copy and returns its offset. */
	append(from: ByteSource, start: number, length: number): number {
		const at = this.reserve(length);
		copyBytes(from, start, length, this, at);
		return at;
	}
}

/**
 * A larger copy of a typed array when it has fewer than `length` elements; else the array itself.
 */
export function grown<Values extends Int32Array | Uint32Array | Float64Array | Uint8Array>(
	values: Values,
	length: number,
): Values {
	if (length <= values.length) {
		return values;
	}

	const larger = new (values.constructor as new (length: number) => Values)(
		Math.max(length, values.length * 2),
	);
	larger.set(values);
	return larger;
}
