import type { AnyCaseNeedle } from './any-case-needle.ts';

/**
 * What is known of a column's tokens without reading any: which bytes there are in those that are
 * stored as text, and how long the longest of them is.
 */
export interface TokenFacts {
	/** UTF-8 bytes, quotes included. */
	readonly longestBytes: number;
	/** Whether some token is an array or an object that holds something. */
	readonly hasContainers: boolean;
	/** Whether some tokens are times, and stored as numbers. */
	readonly hasSeconds: boolean;
	/** Bytes of the units of packed texts; 0 where texts are not packed. */
	readonly unitBytes: number;
	/** Bit `b % 32` of number `b >> 5` for each byte `b` there is, upper case as lower case. */
	readonly bytes: Uint32Array;
}

const byteSetNumbers = 8;

/** Numbers of a column's facts in the directory, and in one of the former version. */
export const factFieldCount = 3 + byteSetNumbers;
export const formerFactFieldCount = 2 + byteSetNumbers;

const containersFlag = 1;
const secondsFlag = 2;

export function factFields(facts: TokenFacts): number[] {
	const flags = (facts.hasContainers ? containersFlag : 0) | (facts.hasSeconds ? secondsFlag : 0);
	return [facts.longestBytes, flags, ...facts.bytes, facts.unitBytes];
}

/** @param fields - as `factFields` wrote them, now or formerly */
export function factsOf(fields: readonly number[]): TokenFacts {
	const [longestBytes = 0, flags = 0] = fields;
	return {
		longestBytes,
		hasContainers: (flags & containersFlag) !== 0,
		hasSeconds: (flags & secondsFlag) !== 0,
		unitBytes: fields[formerFactFieldCount] ?? 0,
		bytes: Uint32Array.from(fields.slice(2, formerFactFieldCount)),
	};
}

/** By byte: 1 for each that texts have. */
export function bytesSeen(text: Uint8Array): Uint8Array {
	const seen = new Uint8Array(256);
	for (let at = 0; at < text.length; at++) {
		seen[text[at] as number] = 1;
	}

	return seen;
}

/** The bytes of texts as a set. */
export function byteSet(seen: Uint8Array): Uint32Array {
	const set = new Uint32Array(byteSetNumbers);
	for (let byte = 0; byte < 256; byte++) {
		if (seen[byte] === 1) {
			const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte;
			set[lower >> 5] = (set[lower >> 5] as number) | (1 << (lower & 31));
		}
	}

	return set;
}

/** Whether a text token may hold the needle; false is certain. */
export function textMayHold(facts: TokenFacts, needle: AnyCaseNeedle): boolean {
	const { text } = needle;
	if (text.length > facts.longestBytes) {
		return false;
	}

	for (let at = 0; at < text.length; at++) {
		const byte = text.charCodeAt(at);
		// Quotes around texts are not stored.
		if (byte !== quote && ((facts.bytes[byte >> 5] as number) & (1 << (byte & 31))) === 0) {
			return false;
		}
	}

	return true;
}

const quote = 0x22;
