/**
 * Which runs of three and of four bytes there are in a column's texts, upper case as lower case, as
 * a set of hashes: a run that is not in the set is in no text. A text of letters that stands in none
 * of the values so need not be looked for, although each of its letters is somewhere.
 */

/** Inflating fewer bytes costs as little as the look at a filter. */
const filteredBytesMin = 32 * 1024;
/** Bits of the largest and of the smallest filter, as powers of two. */
const largestShift = 20;
const smallestShift = 10;
/** A filter takes at most one byte for so many bytes of text. */
const textBytesPerFilterByte = 12;
/** A filter is halved as long as no larger share of its bits is set. */
const sparseShare = 0.25;
/** With a larger share it would hardly rule anything out. */
const uselessShare = 0.5;

const newline = 0x0a;
const noFilter = new Uint8Array(0);

/**
 * The set of runs.
 *
 * @param texts - separated by newlines, which stand in no run
 * @returns a power of two of bytes; none where a filter does not pay
 */
export function gramFilter(texts: Uint8Array): Uint8Array {
	if (texts.length < filteredBytesMin) {
		return noFilter;
	}

	let filter = allRuns(texts);
	let set = bitCount(filter);
	while (filter.length * 8 > 1 << smallestShift) {
		const half = folded(filter);
		const halfSet = bitCount(half);
		if (halfSet > half.length * 8 * sparseShare) {
			break;
		}

		filter = half;
		set = halfSet;
	}

	return set > filter.length * 8 * uselessShare ? noFilter : filter;
}

/**
 * Whether a text may hold the needle; false is certain.
 *
 * @param filter - not empty
 * @param needle - lower-case ASCII
 */
export function filterMayHold(filter: Uint8Array, needle: string): boolean {
	const mask = filter.length * 8 - 1;
	let run = 0;
	for (let at = 0; at < needle.length; at++) {
		run = (run << 8) | needle.charCodeAt(at);
		if (
			(at >= 2 && !hasBit(filter, hashOf(run & threeBytes) & mask)) ||
			(at >= 3 && !hasBit(filter, hashOf(run) & mask))
		) {
			return false;
		}
	}

	return true;
}

const threeBytes = 0xffffff;

function hashOf(run: number): number {
	const product = Math.imul(run, 0x9e3779b1);
	return product ^ (product >>> 15);
}

function hasBit(filter: Uint8Array, bit: number): boolean {
	return ((filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
}

/** The largest filter that texts may have. */
function largestBytes(textBytes: number): number {
	let bytes = (1 << largestShift) >> 3;
	while (bytes * textBytesPerFilterByte > textBytes) {
		bytes >>= 1;
	}

	return bytes;
}

function allRuns(texts: Uint8Array): Uint8Array {
	const filter = new Uint8Array(largestBytes(texts.length));
	const mask = filter.length * 8 - 1;
	let run = 0;
	let length = 0;
	for (let at = 0; at < texts.length; at++) {
		const byte = texts[at] as number;
		if (byte === newline) {
			length = 0;
			continue;
		}

		run = (run << 8) | (byte >= 65 && byte <= 90 ? byte | 32 : byte);
		length += 1;
		if (length >= 3) {
			const three = hashOf(run & threeBytes) & mask;
			filter[three >> 3] = (filter[three >> 3] as number) | (1 << (three & 7));
			if (length >= 4) {
				const four = hashOf(run) & mask;
				filter[four >> 3] = (filter[four >> 3] as number) | (1 << (four & 7));
			}
		}
	}

	return filter;
}

/** The same set in half the bits: the highest bit of each hash is left out. */
function folded(filter: Uint8Array): Uint8Array {
	const half = filter.length >> 1;
	const out = filter.slice(0, half);
	for (let at = 0; at < half; at++) {
		out[at] = (out[at] as number) | (filter[half + at] as number);
	}

	return out;
}

const bitsOfByte = Uint8Array.from({ length: 256 }, (_, byte) => {
	let count = 0;
	for (let left = byte; left > 0; left >>= 1) {
		count += left & 1;
	}

	return count;
});

function bitCount(filter: Uint8Array): number {
	let count = 0;
	for (let at = 0; at < filter.length; at++) {
		count += bitsOfByte[filter[at] as number] as number;
	}

	return count;
}
