/**
 * Deeper than any record. Deeper input is refused, because it would overflow the stack of brackets.
 */
export const nestingMax = 512;

// Classes of bytes outside of strings.
const bad = 0;
const space = 1;
const openObject = 2;
const closeObject = 3;
const openList = 4;
const closeList = 5;
const colon = 6;
const comma = 7;
const quote = 8;
const literal = 9;
// Used only as the class of the byte before.
const key = 10;
const literalEnd = 11;
/** The classes fit in this many bits, so that an index into `follows` is computed by a shift. */
const kindBits = 4;
/** Set in an index when the position is inside an object. */
const inObject = 1 << kindBits;

const kinds = new Uint8Array(256);
for (const [characters, kind] of [
	[' \t\n\r', space],
	['{', openObject],
	['}', closeObject],
	['[', openList],
	[']', closeList],
	[':', colon],
	[',', comma],
	['"', quote],
	['0123456789-+.eEtrufalsn', literal],
] as const) {
	for (const character of characters) {
		kinds[character.charCodeAt(0)] = kind;
	}
}

const values = [openObject, openList, quote, literal];
const ends = [comma, closeObject, closeList];
const grammar = [
	[openObject, [quote, closeObject]],
	[openList, [...values, closeList]],
	[closeObject, ends],
	[closeList, ends],
	[key, [colon]],
	[colon, values],
	[comma, values],
	[quote, ends],
	[literal, [...ends, literal]],
	[literalEnd, ends],
] as const;

/**
 * `follows[((before | context) << kindBits) | now]` is 1 where JSON allows `now`; `context` is 0 or
 * `inObject`.
 */
const follows = new Uint8Array((inObject * 2) << kindBits);
for (const context of [0, inObject]) {
	for (const [before, allowed] of grammar) {
		for (const now of allowed) {
			// In an object, a comma must be followed by a key, and the closing bracket must be a
			// brace.
			const isMisplaced =
				(before === comma && context === inObject && now !== quote) ||
				(now === closeObject && context === 0) ||
				(now === closeList && context === inObject);
			follows[((before | context) << kindBits) | now] = isMisplaced ? 0 : 1;
		}
	}
}

const ones = 0x01010101;
const highs = 0x80808080 | 0;

/**
 * Walks over JSON bytes without making values of them. It checks the grammar, except the spelling
 * of numbers and of `true`, `false` and `null`.
 */
export class JsonScanner {
	readonly bytes: Uint8Array;
	/**
	 * Offset at which the last `endOfContainer` first found invalid JSON; -1 when it found none.
	 */
	invalidAt = -1;
	/** Whether the last `endOfContainer` found more than `nestingMax` open brackets. */
	isTooDeep = false;
	readonly #view: DataView;
	/** `inObject` or 0 for each open bracket. */
	readonly #contexts = new Uint8Array(nestingMax + 1);

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** The first offset from `at` on that is not white space. */
	afterSpace(at: number): number {
		const { bytes } = this;
		while (at < bytes.length && kinds[bytes[at]!] === space) {
			at++;
		}

		return at;
	}

	/** The end (exclusive) of the string that opens at `at`, or -1 when it is cut. */
	endOfString(at: number): number {
		return this.#stringEnd(at, this.bytes.length);
	}

	/**
	 * The end (exclusive) of the object or list that opens at `at`, or -1 when `limit` is reached
	 * first or invalid JSON is found, at `invalidAt`.
	 *
	 * @param lenient - continues after invalid JSON by counting brackets
	 */
	endOfContainer(at: number, limit: number, lenient = false): number {
		const { bytes } = this;
		const contexts = this.#contexts;
		this.invalidAt = -1;
		this.isTooDeep = false;
		let depth = 0;
		let context = 0;
		let before = colon;
		for (let index = at; index < limit; index++) {
			const now = kinds[bytes[index]!]!;
			if (now === space) {
				before = before === literal ? literalEnd : before;
				continue;
			}

			if (
				follows[((before | context) << kindBits) | now] === 0 &&
				this.#isInvalid(index, lenient)
			) {
				return -1;
			}

			if (now === quote) {
				const end = this.#stringEnd(index, limit);
				if (end < 0 || (this.invalidAt >= 0 && !lenient)) {
					return -1;
				}

				index = end - 1;
				before = context === inObject && before !== colon ? key : quote;
			} else if (now === openObject || now === openList) {
				depth++;
				if (depth > nestingMax) {
					this.isTooDeep = true;
					if (this.#isInvalid(index, lenient)) {
						return -1;
					}
				}

				context = now === openObject ? inObject : 0;
				contexts[depth] = context;
				before = now;
			} else if (now === closeObject || now === closeList) {
				depth--;
				before = now;
				if (depth <= 0) {
					return index + 1;
				}

				// Deeper brackets are not remembered: a lenient walk only counts them.
				context = depth > nestingMax ? 0 : contexts[depth]!;
			} else {
				before = now === bad ? literal : now;
			}
		}

		return -1;
	}

	/** Remembers the first invalid offset; @returns whether to stop there */
	#isInvalid(at: number, lenient: boolean): boolean {
		this.invalidAt = this.invalidAt < 0 ? at : this.invalidAt;
		return !lenient;
	}

	/** Searches a quote, a backslash or a control character, four bytes at a time. */
	#stringEnd(at: number, limit: number): number {
		const view = this.#view;
		const lastWord = limit - 4;
		let index = at + 1;
		while (index <= lastWord) {
			const word = view.getInt32(index, true);
			const quotes = word ^ 0x22222222;
			const slashes = word ^ 0x5c5c5c5c;
			const found =
				(((quotes - ones) & ~quotes) |
					((slashes - ones) & ~slashes) |
					((word - 0x20202020) & ~word)) &
				highs;
			if (found === 0) {
				index += 4;
				continue;
			}

			// Only the lowest mark is certain, because a borrow may have set higher ones.
			index += (31 - Math.clz32(found & -found)) >> 3;
			const byte = this.bytes[index]!;
			if (byte === 0x22) {
				return index + 1;
			}

			index += this.#afterSpecial(index, byte);
		}

		return this.#stringEndByBytes(index, limit);
	}

	#stringEndByBytes(from: number, limit: number): number {
		const { bytes } = this;
		let index = from;
		while (index < limit) {
			const byte = bytes[index]!;
			if (byte === 0x22) {
				return index + 1;
			}

			index += byte === 0x5c || byte < 0x20 ? this.#afterSpecial(index, byte) : 1;
		}

		return -1;
	}

	/** The end of an escape or a control character; the latter is invalid JSON. */
	#afterSpecial(at: number, byte: number): number {
		if (byte === 0x5c) {
			return 2;
		}

		this.invalidAt = this.invalidAt < 0 ? at : this.invalidAt;
		return 1;
	}
}
