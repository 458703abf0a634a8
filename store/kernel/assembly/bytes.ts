/** Whether two ranges have the same bytes. May read, but not count, fifteen bytes behind them. */
export function equalBytes(a: usize, b: usize, length: i32): bool {
	let offset = 0;
	for (; offset + 16 <= length; offset += 16) {
		if (i8x16.bitmask(i8x16.eq(v128.load(a + offset), v128.load(b + offset))) != 0xffff) {
			return false;
		}
	}

	const counted = (1 << (length - offset)) - 1;
	const equal = i8x16.bitmask(i8x16.eq(v128.load(a + offset), v128.load(b + offset)));
	return (equal & counted) == counted;
}

/** From this length on, `memory.copy` is faster. */
const copyBySixteenUpTo = 256;

/** Copies a range, and up to fifteen bytes behind it. */
export function copyBytes(to: usize, from: usize, length: i32): void {
	if (length > copyBySixteenUpTo) {
		memory.copy(to, from, length);
		return;
	}

	for (let offset = 0; offset < length; offset += 16) {
		v128.store(to + offset, v128.load(from + offset));
	}
}

function mix(hash: u32, word: u32): u32 {
	return (rotl(hash, 11) ^ word) * 0x9e3779b1;
}

/** The hash of `hashBytes` in store/shred/bytes.ts: which columns become pools depends on it. */
function hashBytes(start: usize, length: i32): i32 {
	let hash: u32 = 0x2545f491;
	let offset = 0;
	for (; offset + 4 <= length; offset += 4) {
		hash = mix(hash, load<u32>(start + offset));
	}

	const rest = (length - offset) << 3;
	const word = load<u32>(start + offset) & ((1 << rest) - 1);
	hash = mix(hash, word) ^ length;
	hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
	return <i32>(hash ^ (hash >> 13));
}

/** The hash of a JSON token, without the quotes of a string. */
export function hashToken(start: usize, length: i32): i32 {
	return load<u8>(start) == 0x22 ? hashBytes(start + 1, length - 2) : hashBytes(start, length);
}
