/** Finds the objects of a JSON list by the grammar, without looking at what stands in them. */

/** More open brackets are left to TypeScript. */
const depthMax: i32 = 512;
/** By depth, 1 in an object and 0 in a list. */
const contexts: usize = memory.data(depthMax + 1);

// What stands before a byte. A value has ended from `ended` on.
const opened: i32 = 0;
const separated: i32 = 1;
const named: i32 = 2;
const key: i32 = 3;
const ended: i32 = 4;
const literal: i32 = 5;

const quote: i32 = 0x22;
const backslash: i32 = 0x5c;

/** Characters of numbers, `true`, `false` and `null`: a bit each, below 64 and from 64 on. */
const lowLiterals: u64 = 0x03ff680000000000;
const highLiterals: u64 = 0x003c506200000020;

/** How many objects the last `listElements` has found. */
export let elementCount: i32 = 0;

/** Where bytes and results are put, in a memory in which nothing else is. */
export function elementsAddress(): usize {
	return (__heap_base + 15) & ~15;
}

function isLiteral(byte: i32): bool {
	return byte < 64
		? ((lowLiterals >> byte) & 1) != 0
		: byte < 128 && ((highLiterals >> (byte - 64)) & 1) != 0;
}

function isSpace(byte: i32): bool {
	return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** The address behind the string whose contents begin at `at`; 0 when it does not end or has a control character. */
function stringEnd(at: usize, end: usize): usize {
	while (at < end) {
		const bytes = v128.load(at);
		const special = i8x16.bitmask(
			v128.or(
				v128.or(
					i8x16.eq(bytes, i8x16.splat(<i8>quote)),
					i8x16.eq(bytes, i8x16.splat(<i8>backslash)),
				),
				i8x16.lt_u(bytes, i8x16.splat(0x20)),
			),
		);
		if (special == 0) {
			at += 16;
			continue;
		}

		at += ctz(special);
		if (at >= end) {
			return 0;
		}

		const byte = <i32>load<u8>(at);
		if (byte == quote) {
			return at + 1;
		}

		if (byte != backslash) {
			return 0;
		}

		at += 2;
	}

	return 0;
}

/** The address behind the object or list at `start`; 0 when it does not end, is no JSON, or is nested too deep. */
function containerEnd(start: usize, end: usize): usize {
	let depth = 0;
	let isObject: i32 = 0;
	let before = named;
	for (let at = start; at < end; at++) {
		const byte = <i32>load<u8>(at);
		switch (byte) {
			case quote: {
				if (before > named) {
					return 0;
				}

				const after = stringEnd(at + 1, end);
				if (after == 0) {
					return 0;
				}

				at = after - 1;
				before = isObject != 0 && before != named ? key : ended;
				break;
			}

			case 0x3a:
				if (before != key) {
					return 0;
				}

				before = named;
				break;
			case 0x2c:
				if (before < ended) {
					return 0;
				}

				before = separated;
				break;
			case 0x7b:
			case 0x5b:
				// In an object a key comes first.
				if (before > named || (isObject != 0 && before != named) || depth == depthMax) {
					return 0;
				}

				depth++;
				isObject = byte == 0x7b ? 1 : 0;
				store<u8>(contexts + depth, isObject);
				before = opened;
				break;
			case 0x7d:
			case 0x5d:
				if ((before < ended && before != opened) || isObject != (byte == 0x7d ? 1 : 0)) {
					return 0;
				}

				depth--;
				if (depth == 0) {
					return at + 1;
				}

				isObject = load<u8>(contexts + depth);
				before = ended;
				break;
			default:
				if (isSpace(byte)) {
					before = before == literal ? ended : before;
				} else if (
					!isLiteral(byte) ||
					(before != literal && (before > named || (isObject != 0 && before != named)))
				) {
					return 0;
				} else {
					before = literal;
				}
		}
	}

	return 0;
}

/**
 * Finds the objects that stand one behind the other from `at` on, with commas and white space between
 * them, and writes where each begins and ends. May read, but not count, fifteen bytes behind `end`.
 *
 * @param results - room for `resultsMax` pairs of addresses
 * @returns where it stopped: at what is no whole object, or at the end
 */
export function listElements(at: usize, end: usize, results: usize, resultsMax: i32): usize {
	elementCount = 0;
	while (at < end) {
		const byte = <i32>load<u8>(at);
		if (isSpace(byte) || byte == 0x2c) {
			at++;
			continue;
		}

		const after = byte == 0x7b && elementCount < resultsMax ? containerEnd(at, end) : 0;
		if (after == 0) {
			return at;
		}

		const pair = results + ((<usize>elementCount) << 3);
		store<u32>(pair, <u32>at);
		store<u32>(pair, <u32>after, 4);
		elementCount++;
		at = after;
	}

	return at;
}
