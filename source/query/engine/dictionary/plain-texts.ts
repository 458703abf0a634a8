import { isAscii } from 'node:buffer';
import type { TokenBytes } from '../../../../store/column/column.ts';
import { hashBytes, type ByteSource } from '../../../../store/index.ts';

const quote = 0x22;
const backslash = 0x5c;

/** Codes whose token is a string without escapes, with the bytes between its quotes. */
export interface PlainTexts {
	readonly from: ByteSource;
	readonly codes: Uint32Array;
	readonly starts: Uint32Array;
	readonly lengths: Uint32Array;
	readonly hashes: Int32Array;
	readonly areAscii: boolean;
	/** The other codes: nothing, numbers, literals, containers, and strings with an escape. */
	readonly otherCodes: Uint32Array;
}

/** @param size - codes of the vector, code 0 included */
export function plainTexts(
	{ bytes, offsets }: TokenBytes,
	size: number,
	codes: Uint32Array,
): PlainTexts {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const first = offsets[0] as number;
	const lengthBytes = (offsets[size - 1] as number) - first;
	const all = Buffer.from(bytes.buffer, bytes.byteOffset + first, lengthBytes);
	// One search over all bytes usually avoids a search in each token.
	const mayEscape = all.includes(backslash);
	const plain = new Uint32Array(codes.length);
	const hashes = new Int32Array(codes.length);
	const others = new Uint32Array(codes.length);
	let count = 0;
	let otherCount = 0;
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at] as number;
		const start = code === 0 ? -1 : (offsets[code - 1] as number);
		const end = offsets[code] as number;
		if (bytes[start] === quote && !(mayEscape && bytes.subarray(start, end).includes(backslash))) {
			hashes[count] = hashBytes(view, start + 1, end - 1);
			plain[count++] = code;
		} else {
			others[otherCount++] = code;
		}
	}

	const sorted = byHash(plain.subarray(0, count), hashes);
	const starts = new Uint32Array(count);
	const lengths = new Uint32Array(count);
	for (let at = 0; at < count; at++) {
		const code = sorted.codes[at] as number;
		const start = offsets[code - 1] as number;
		starts[at] = start + 1;
		lengths[at] = (offsets[code] as number) - start - 2;
	}

	return {
		from: { bytes, view },
		...sorted,
		starts,
		lengths,
		areAscii: isAscii(all),
		otherCodes: others.subarray(0, otherCount),
	};
}

/** Codes are sorted by this many upper bits of their hashes. */
const sortedBits = 12;
/** Fewer codes are looked up faster without sorting. */
const sortedCodesMin = 1 << sortedBits;

/**
 * Codes and their hashes, approximately sorted by hash. A hash table that uses the upper bits is
 * then read from front to back, and so are the texts that were added in this order. With some
 * hundred thousand texts this is several times faster.
 */
function byHash(
	codes: Uint32Array,
	hashes: Int32Array,
): { readonly codes: Uint32Array; readonly hashes: Int32Array } {
	if (codes.length < sortedCodesMin) {
		return { codes, hashes: hashes.subarray(0, codes.length) };
	}

	const next = new Uint32Array((1 << sortedBits) + 1);
	for (let at = 0; at < codes.length; at++) {
		next[((hashes[at] as number) >>> (32 - sortedBits)) + 1]!++;
	}

	for (let bucket = 1; bucket < next.length; bucket++) {
		next[bucket]! += next[bucket - 1] as number;
	}

	const sorted = { codes: new Uint32Array(codes.length), hashes: new Int32Array(codes.length) };
	for (let at = 0; at < codes.length; at++) {
		const hash = hashes[at] as number;
		const to = next[hash >>> (32 - sortedBits)]!++;
		sorted.codes[to] = codes[at] as number;
		sorted.hashes[to] = hash;
	}

	return sorted;
}
