/** Where a text to be looked for is put, in a memory in which nothing else is. */
export function needleAddress(): usize {
	return (__heap_base + 15) & ~15;
}

function isLetter(byte: u8): bool {
	return byte >= 97 && byte <= 122;
}

/**
 * The address of the first match of a lower-case ASCII text of at least two bytes in [from, end),
 * ignoring case; 0 when there is none. May read, but not count, fifteen bytes behind the end.
 */
export function findText(from: usize, end: usize, needle: usize, length: i32): usize {
	const last = <usize>(length - 1);
	const firstByte = load<u8>(needle);
	const lastByte = load<u8>(needle + last);
	// Of a letter, the bit that tells upper from lower case is set in what is compared.
	const firstFold = i8x16.splat(isLetter(firstByte) ? 0x20 : 0);
	const lastFold = i8x16.splat(isLetter(lastByte) ? 0x20 : 0);
	const first16 = i8x16.splat(firstByte);
	const last16 = i8x16.splat(lastByte);
	for (let at = from; at + last < end; at += 16) {
		const begins = i8x16.eq(v128.or(v128.load(at), firstFold), first16);
		const ends = i8x16.eq(v128.or(v128.load(at + last), lastFold), last16);
		let left = i8x16.bitmask(v128.and(begins, ends));
		for (; left != 0; left &= left - 1) {
			const match = at + ctz(left);
			if (match + last >= end) {
				return 0;
			}

			if (isAt(match, needle, last)) {
				return match;
			}
		}
	}

	return 0;
}

/** Whether all bytes but the first and the last, which were compared, agree. */
function isAt(match: usize, needle: usize, last: usize): bool {
	for (let at: usize = 1; at < last; at++) {
		const byte = load<u8>(match + at);
		const lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte;
		if (lower != load<u8>(needle + at)) {
			return false;
		}
	}

	return true;
}
