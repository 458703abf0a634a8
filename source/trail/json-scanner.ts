/** Deeper than any record; what goes deeper is refused instead of overflowing. */
export const nestingMax = 512;

// What a byte means outside of strings.
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
// Only as what came before.
const key = 10;
const literalEnd = 11;
const kindCount = 12;

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

/** In a string: neither its end, nor an escape, nor a control character. */
const isPlain = new Uint8Array(256).fill(1, 0x20);
isPlain[0x22] = 0;
isPlain[0x5c] = 0;

/** `follows[before * kindCount + now]` is 1 where JSON's grammar allows it in objects or lists. */
const follows = new Uint8Array(kindCount * kindCount);
const values = [openObject, openList, quote, literal];
const ends = [comma, closeObject, closeList];
for (const [before, allowed] of [
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
] as const) {
	for (const now of allowed) {
		follows[before * kindCount + now] = 1;
	}
}

/**
 * Walks over JSON bytes without making values of them. It knows the grammar but for the spelling
 * of numbers and of `true`, `false` and `null`.
 */
export class JsonScanner {
	readonly bytes: Uint8Array;
	/** Where the last `skip` first met what is no JSON; -1 when all was well. */
	invalidAt = -1;
	readonly #isObject = new Uint8Array(nestingMax + 1);

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}

	/** The first offset from `at` on that is no white space. */
	skipSpace(at: number): number {
		const { bytes } = this;
		while (at < bytes.length && kinds[bytes[at]!] === space) {
			at++;
		}

		return at;
	}

	/** The end (exclusive) of the string that opens at `at`, or -1 when it is cut. */
	skipString(at: number): number {
		return this.#stringEnd(at, this.bytes.length);
	}

	/**
	 * The end (exclusive) of the object or list that opens at `at`, or -1 when `limit` comes first
	 * or what is no JSON does: then `invalidAt` says where.
	 *
	 * @param lenient - goes on after what is no JSON, by counting brackets
	 */
	skip(at: number, limit: number, lenient = false): number {
		const { bytes } = this;
		const isObject = this.#isObject;
		this.invalidAt = -1;
		let depth = 0;
		let before = colon;
		for (let index = at; index < limit; index++) {
			const now = kinds[bytes[index]!]!;
			if (now === space) {
				before = before === literal ? literalEnd : before;
				continue;
			}

			const inObject = isObject[depth] === 1;
			// In an object what follows a comma is a key, and what closes it is a brace.
			const fits =
				follows[before * kindCount + now] === 1 &&
				(before !== comma || !inObject || now === quote) &&
				((now !== closeObject && now !== closeList) || inObject === (now === closeObject));
			if (!fits && this.#isInvalid(index, lenient)) {
				return -1;
			}

			if (now === quote) {
				const end = this.#stringEnd(index, limit);
				if (end < 0 || (this.invalidAt >= 0 && !lenient)) {
					return -1;
				}

				index = end - 1;
				before = inObject && before !== colon ? key : quote;
			} else if (now === openObject || now === openList) {
				depth++;
				if (depth > nestingMax) {
					this.invalidAt = index;
					return -1;
				}

				isObject[depth] = now === openObject ? 1 : 0;
				before = now;
			} else if (now === closeObject || now === closeList) {
				depth--;
				before = now;
				if (depth <= 0) {
					return index + 1;
				}
			} else {
				before = now === bad ? literal : now;
			}
		}

		return -1;
	}

	/** Notes the first place; @returns whether to stop there */
	#isInvalid(at: number, lenient: boolean): boolean {
		this.invalidAt = this.invalidAt < 0 ? at : this.invalidAt;
		return !lenient;
	}

	#stringEnd(at: number, limit: number): number {
		const { bytes } = this;
		let index = at + 1;
		while (index < limit) {
			const byte = bytes[index]!;
			if (isPlain[byte] === 1) {
				index++;
			} else if (byte === 0x22) {
				return index + 1;
			} else if (byte === 0x5c) {
				index += 2;
			} else {
				this.invalidAt = this.invalidAt < 0 ? index : this.invalidAt;
				index++;
			}
		}

		return -1;
	}
}
