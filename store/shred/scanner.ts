import { grown, hashBytes, hashSeed, finishHash, mixHash, viewOf } from './bytes.ts';

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const openBracket = 0x5b;
const ones = 0x01010101;
const highs = 0x80808080 | 0;

function isDigit(byte: number | undefined): boolean {
	return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
	return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** End of a run of digits; `at` when there is none. */
function skipDigits(bytes: Uint8Array, at: number): number {
	let end = at;
	while (isDigit(bytes[end])) {
		end += 1;
	}

	return end;
}

/** End of the JSON number at `start`, or -1. */
function numberEnd(bytes: Uint8Array, start: number): number {
	const first = bytes[start] === 0x2d ? start + 1 : start;
	let at = bytes[first] === 0x30 ? first + 1 : skipDigits(bytes, first);
	if (at === first) {
		return -1;
	}

	if (bytes[at] === 0x2e) {
		const fraction = at + 1;
		at = skipDigits(bytes, fraction);
		if (at === fraction) {
			return -1;
		}
	}

	if (((bytes[at] ?? 0) | 0x20) === 0x65) {
		const sign = bytes[at + 1];
		const exponent = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
		at = skipDigits(bytes, exponent);
		if (at === exponent) {
			return -1;
		}
	}

	return at;
}

function isWord(bytes: Uint8Array, start: number, word: string): boolean {
	for (let offset = 0; offset < word.length; offset += 1) {
		if (bytes[start + offset] !== word.charCodeAt(offset)) {
			return false;
		}
	}

	return true;
}

/**
 * End of the string whose contents start at `start`, searched byte by byte: the offset after the
 * closing quote, or -1 when an escape or a control character is not valid JSON.
 */
function stringEndByBytes(bytes: Uint8Array, start: number, end: number): number {
	let at = start;
	while (at < end) {
		const byte = bytes[at] as number;
		if (byte === quote) {
			return at + 1;
		}

		if (byte < 0x20) {
			return -1;
		}

		if (byte !== backslash) {
			at += 1;
			continue;
		}

		const escape = bytes[at + 1] ?? 0;
		if (escape === 0x75) {
			for (let digit = at + 2; digit < at + 6; digit += 1) {
				if (!isHexDigit(bytes[digit])) {
					return -1;
				}
			}

			at += 6;
		} else if ('"\\/bfnrt'.includes(String.fromCharCode(escape))) {
			at += 2;
		} else {
			return -1;
		}
	}

	return -1;
}

/** Finds the ends of JSON tokens, strictly by the grammar, and hashes strings meanwhile. */
export class TokenScanner {
	bytes: Uint8Array = new Uint8Array(0);
	view = viewOf(this.bytes);
	/** Hash of the token scanned last, as `hashToken` gives it. */
	hash = 0;
	/** Becomes true when a scanned string may contain non-ASCII bytes; false is certain. */
	get beyondAscii(): boolean {
		return (this.#highBits & highs) !== 0;
	}

	#highBits = 0;
	#nesting = new Uint8Array(64);

	/** Sets the bytes to scan, which must not change meanwhile. */
	setBytes(bytes: Uint8Array): void {
		if (this.bytes !== bytes) {
			this.bytes = bytes;
			this.view = viewOf(bytes);
		}

		this.#highBits = 0;
	}

	/** End of the string whose opening quote is at `start`, or -1. */
	string(start: number, end: number): number {
		const view = this.view;
		const lastWord = this.bytes.length - 4;
		let hash = hashSeed;
		let high = 0;
		let at = start + 1;
		for (; at <= lastWord; at += 4) {
			const word = view.getInt32(at, true);
			const quotes = word ^ 0x22222222;
			const slashes = word ^ 0x5c5c5c5c;
			const found =
				(((quotes - ones) & ~quotes) |
					((slashes - ones) & ~slashes) |
					((word - 0x20202020) & ~word)) &
				highs;
			if (found === 0) {
				hash = mixHash(hash, word);
				high |= word;
				continue;
			}

			// Only the lowest mark is certain, because a borrow may have set higher ones.
			const bits = 31 - Math.clz32(found & -found) - 7;
			const close = at + (bits >> 3);
			if (((word >>> bits) & 0xff) !== quote) {
				break;
			}

			this.#highBits |= high | word;
			this.hash = finishHash(mixHash(hash, word & ((1 << bits) - 1)), close - start - 1);
			return close < end ? close + 1 : -1;
		}

		return this.#stringSlowly(start, at, end);
	}

	#stringSlowly(start: number, from: number, end: number): number {
		const after = stringEndByBytes(this.bytes, from, end);
		if (after > 0) {
			this.hash = hashBytes(this.view, start + 1, after - 1);
			for (let at = start; at < after; at += 1) {
				this.#highBits |= this.bytes[at] as number;
			}
		}

		return after;
	}

	/** End of the scalar, `{}` or `[]` at `start`, or -1. */
	leaf(start: number, end: number): number {
		const first = this.bytes[start];
		if (first === quote) {
			return this.string(start, end);
		}

		const after = this.#plainEnd(start, first);
		if (after > end || after < 0) {
			return -1;
		}

		this.hash = hashBytes(this.view, start, after);
		return after;
	}

	#plainEnd(start: number, first: number | undefined): number {
		switch (first) {
			case 0x74:
				return isWord(this.bytes, start, 'true') ? start + 4 : -1;
			case 0x66:
				return isWord(this.bytes, start, 'false') ? start + 5 : -1;
			case 0x6e:
				return isWord(this.bytes, start, 'null') ? start + 4 : -1;
			case openBrace:
			case openBracket:
				return this.bytes[start + 1] === first + 2 ? start + 2 : -1;
			default:
				return numberEnd(this.bytes, start);
		}
	}

	/**
	 * End of any compact JSON value, however deeply nested, or -1. White space between tokens is
	 * not compact and gives -1.
	 */
	value(start: number, end: number): number {
		let depth = 0;
		let at = start;
		for (;;) {
			const first = this.bytes[at];
			const opens = first === openBrace || first === openBracket;
			if (opens && this.bytes[at + 1] !== first + 2) {
				this.#nesting = grown(this.#nesting, depth + 1);
				this.#nesting[depth] = first;
				depth += 1;
				at = first === openBrace ? this.key(at + 1, end) : at + 1;
			} else {
				at = this.leaf(at, end);
				while (at > 0 && depth > 0 && this.bytes[at] === (this.#nesting[depth - 1] ?? 0) + 2) {
					depth -= 1;
					at += 1;
				}

				if (at < 0 || at > end || depth === 0) {
					return at > end ? -1 : at;
				}

				if (this.bytes[at] !== 0x2c) {
					return -1;
				}

				at = this.#nesting[depth - 1] === openBrace ? this.key(at + 1, end) : at + 1;
			}

			if (at < 0 || at >= end) {
				return -1;
			}
		}
	}

	/** Start of the value after the `"key":` at `start`, or -1. */
	key(start: number, end: number): number {
		if (this.bytes[start] !== quote) {
			return -1;
		}

		const after = this.string(start, end);
		return after > 0 && after < end && this.bytes[after] === 0x3a ? after + 1 : -1;
	}
}
