import type { Column, TokenBytes } from '../../../store/column/column.ts';

/** The first byte of a code's token: a quote for text, a bracket or brace for a container. */
export function firstByteOf(column: Column): (code: number) => number {
	const { tokens } = column;
	return tokens === undefined
		? code => column.token(code).charCodeAt(0)
		: code => tokens.bytes[tokens.offsets[code - 1] as number] as number;
}

/** Bytes of a code's token. */
export function tokenLengthOf(column: Column): (code: number) => number {
	const { tokens } = column;
	return tokens === undefined
		? code => column.token(code).length
		: code => (tokens.offsets[code] as number) - (tokens.offsets[code - 1] as number);
}

/** ASCII only, and long enough that skipping pays. */
export function isByteNeedle(needle: string): boolean {
	return needle.length >= 2 && needle.length < 256 && /^[\x20-\x7e]+$/.test(needle);
}

/**
 * Finds the tokens that hold a text in any case, by Horspool's method: it looks at one byte in
 * about as many as the text has characters.
 *
 * @param needle - lower-case, see `isByteNeedle`
 * @param visit - called once for each code that holds it, ascending
 */
export function eachTokenWith(
	{ bytes, offsets }: TokenBytes,
	valueCount: number,
	needle: string,
	visit: (code: number) => void,
): void {
	const length = needle.length;
	const last = length - 1;
	const lower = Uint8Array.from(needle, character => character.charCodeAt(0));
	const shift = new Uint8Array(256).fill(length);
	for (let at = 0; at < last; at++) {
		const byte = lower[at] as number;
		shift[byte] = last - at;
		shift[upperOf(byte)] = last - at;
	}

	const lastByte = lower[last] as number;
	const lastUpper = upperOf(lastByte);
	const end = offsets[valueCount] as number;
	let code = 1;
	for (let at = (offsets[0] as number) + last; at < end;) {
		const byte = bytes[at] as number;
		if ((byte === lastByte || byte === lastUpper) && matchesBefore(bytes, at - last, lower)) {
			code = codeAt(offsets, valueCount, code, at - last);
			const tokenEnd = offsets[code] as number;
			if (at < tokenEnd) {
				visit(code);
				at = tokenEnd + last;
				continue;
			}
		}

		at += shift[byte] as number;
	}
}

function upperOf(byte: number): number {
	return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

/** All but the last byte, which the caller has compared. */
function matchesBefore(bytes: Uint8Array, start: number, lower: Uint8Array): boolean {
	for (let at = 0; at < lower.length - 1; at++) {
		const byte = bytes[start + at] as number;
		const wanted = lower[at] as number;
		if (byte !== wanted && byte !== upperOf(wanted)) {
			return false;
		}
	}

	return true;
}

/** The code whose token holds a place; it is not before `from`. */
function codeAt(offsets: Uint32Array, valueCount: number, from: number, place: number): number {
	let low = from;
	let high = valueCount;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((offsets[middle] as number) <= place) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}
