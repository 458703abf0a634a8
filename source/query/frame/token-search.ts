import type { TokenBytes } from './vector.ts';

/** A text that is looked for in bytes, in any case. */
export interface Needle {
	readonly text: string;
	/** Where the first one at or after `from` starts, or -1. */
	find(bytes: Uint8Array, from: number, end: number): number;
}

/**
 * Finds the tokens that hold a text in any case.
 *
 * @param visit - called once for each code that holds it, ascending
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
			// It began in one token and ended in the next.
			from = at + 1;
		}
	}
}

/** The code whose token holds a place; it is not before `from`. */
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
