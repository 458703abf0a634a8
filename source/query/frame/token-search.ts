import type { TokenBytes } from './vector.ts';

/** A text that is searched in bytes, ignoring case. */
export interface Needle {
	readonly text: string;
	/** Offset of the first match at or after `from`, or -1. */
	find(bytes: Uint8Array, from: number, end: number): number;
}

/**
 * Finds the tokens that contain a text, ignoring case.
 *
 * @param visit - called once for each matching code, ascending
 */
export function eachTokenWith(
	{ bytes, offsets }: TokenBytes,
	valueCount: number,
	needle: Needle,
	visit: (code: number) => void,
): void {
	const end = offsets[valueCount] as number;
	let code = 1;
	for (let from = offsets[0] as number; ;) {
		const at = needle.find(bytes, from, end);
		if (at < 0) {
			return;
		}

		code = codeAt(offsets, valueCount, code, at);
		const tokenEnd = offsets[code] as number;
		if (at + needle.text.length <= tokenEnd) {
			visit(code);
			from = tokenEnd;
		} else {
			// The match began in one token and ended in the next.
			from = at + 1;
		}
	}
}

/** The code whose token contains an offset; it is not below `from`. */
function codeAt(offsets: Uint32Array, valueCount: number, from: number, offset: number): number {
	let low = from;
	let high = valueCount;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((offsets[middle] as number) <= offset) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}
