import type { ByteSource } from '../shred/bytes.ts';
import { viewOf } from '../shred/bytes.ts';
import type { Cell } from './column.ts';

/** Distinct JSON tokens by code: the token of code `c` is at `[offsets[c - 1], offsets[c])`. */
export interface Tokens extends ByteSource {
	readonly offsets: Uint32Array;
}

/** Codes of a column whose decoded values are cached. */
export const valuesKeptMax = 16_384;

export function tokensOf(bytes: Uint8Array, offsets: Uint32Array): Tokens {
	return { bytes, view: viewOf(bytes), offsets };
}

/** Makes tokens from their texts. */
export function tokensOfTexts(texts: readonly string[]): Tokens {
	const parts = texts.map(text => Buffer.from(text));
	const offsets = new Uint32Array(texts.length + 1);
	parts.forEach((part, index) => {
		offsets[index + 1] = (offsets[index] as number) + part.length;
	});
	return tokensOf(Buffer.concat(parts), offsets);
}

/** A UTF-8 text; the bytes may be any. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

export function tokenText(tokens: Tokens, code: number): string {
	return textOf(tokens.bytes, tokens.offsets[code - 1], tokens.offsets[code]);
}

const bracket = 0x5b;
const brace = 0x7b;

/** Whether a code's token is an array or an object that holds something; `[]` and `{}` do not. */
export function isContainer({ bytes, offsets }: Tokens, code: number): boolean {
	const start = offsets[code - 1] as number;
	const first = bytes[start];
	return (first === bracket || first === brace) && (offsets[code] as number) - start > 2;
}

/** What a token stands for; a container kept whole is its text, and so is a number beyond doubles. */
export function cellOf(token: string): Cell {
	switch (token[0]) {
		case '"':
			return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
		case 't':
			return true;
		case 'f':
			return false;
		case 'n':
			return null;
		case '{':
		case '[':
			return token;
		default:
			return isExact(token) ? Number(token) : token;
	}
}

/** Every number of so few digits is exact in a double. */
const plainDigits = 15;

/**
 * Whether a number is worth keeping as one: a double holds integers up to 2 ** 53, and two longer
 * ids that differ in their last digit must not become the same value. With a point or an exponent
 * it is a measure and no id.
 *
 * @param token - a JSON number
 */
function isExact(token: string): boolean {
	if (token.length <= plainDigits || /[.e]/i.test(token)) {
		return true;
	}

	const value = Number(token);
	return Number.isSafeInteger(value) || String(value) === token;
}
