import { noteBeyondAscii } from './record';

/** Finds the ends of JSON tokens, strictly by the grammar. An end of 0 stands for no JSON. */

const quote: i32 = 0x22;
const backslash: i32 = 0x5c;
const openBrace: i32 = 0x7b;
const openBracket: i32 = 0x5b;

function byteAt(at: usize): i32 {
	return <i32>load<u8>(at);
}

function isDigit(byte: i32): bool {
	return <u32>(byte - 0x30) < 10;
}

function isHexDigit(byte: i32): bool {
	return isDigit(byte) || <u32>((byte | 0x20) - 0x61) < 6;
}

/** The offset behind the escape at `at`, or 0. */
function escapeEnd(at: usize): usize {
	switch (byteAt(at + 1)) {
		case 0x75:
			for (let digit: usize = at + 2; digit < at + 6; digit++) {
				if (!isHexDigit(byteAt(digit))) {
					return 0;
				}
			}

			return at + 6;
		case quote:
		case backslash:
		case 0x2f:
		case 0x62:
		case 0x66:
		case 0x6e:
		case 0x72:
		case 0x74:
			return at + 2;
		default:
			return 0;
	}
}

/** The end of the string whose contents begin at `start`. */
function stringEnd(start: usize, end: usize): usize {
	let at = start;
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
			noteBeyondAscii(i8x16.bitmask(bytes));
			at += 16;
			continue;
		}

		const before = ctz(special);
		noteBeyondAscii(i8x16.bitmask(bytes) & ((1 << before) - 1));
		at += before;
		if (at >= end) {
			return 0;
		}

		const byte = byteAt(at);
		if (byte == quote) {
			return at + 1;
		}

		at = byte == backslash ? escapeEnd(at) : 0;
		if (at == 0) {
			return 0;
		}
	}

	return 0;
}

function skipDigits(start: usize): usize {
	let at = start;
	while (isDigit(byteAt(at))) {
		at++;
	}

	return at;
}

/** Zeros stand behind the record, so digits end. */
function numberEnd(start: usize): usize {
	const first = byteAt(start) == 0x2d ? start + 1 : start;
	let at = byteAt(first) == 0x30 ? first + 1 : skipDigits(first);
	if (at == first) {
		return 0;
	}

	if (byteAt(at) == 0x2e) {
		const fraction = at + 1;
		at = skipDigits(fraction);
		if (at == fraction) {
			return 0;
		}
	}

	if ((byteAt(at) | 0x20) == 0x65) {
		const sign = byteAt(at + 1);
		const exponent = sign == 0x2b || sign == 0x2d ? at + 2 : at + 1;
		at = skipDigits(exponent);
		if (at == exponent) {
			return 0;
		}
	}

	return at;
}

function plainEnd(start: usize): usize {
	const first = byteAt(start);
	switch (first) {
		case 0x74:
			// `true`, then `alse` and `null`, as one number each.
			return load<u32>(start) == 0x65757274 ? start + 4 : 0;
		case 0x66:
			return load<u32>(start, 1) == 0x65736c61 ? start + 5 : 0;
		case 0x6e:
			return load<u32>(start) == 0x6c6c756e ? start + 4 : 0;
		case openBrace:
		case openBracket:
			return byteAt(start + 1) == first + 2 ? start + 2 : 0;
		default:
			return numberEnd(start);
	}
}

/** The end of the scalar, `{}` or `[]` at `start`. */
export function leafEnd(start: usize, end: usize): usize {
	if (byteAt(start) == quote) {
		return stringEnd(start + 1, end);
	}

	const after = plainEnd(start);
	return after > end ? 0 : after;
}
