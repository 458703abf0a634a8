import { JsonScanner } from './json-scanner.ts';

/** Bytes that separate parts of JSON, and documents. */
export const codes = {
	quote: 0x22,
	comma: 0x2c,
	openList: 0x5b,
	closeList: 0x5d,
	openObject: 0x7b,
	closeObject: 0x7d,
	newline: 0x0a,
} as const;
const { quote, comma, openList, openObject } = codes;

/** A value in JSON bytes; for a member of an object with its key. */
export interface JsonPart {
	readonly key: string;
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
}

/**
 * The members of the object, or the elements of the list, that opens at `start`, as spans. It ends
 * early where the bytes are no JSON.
 */
export function* jsonParts(bytes: Uint8Array, start: number, end: number): Iterable<JsonPart> {
	const scanner = new JsonScanner(bytes);
	const isObject = bytes[start] === openObject;
	let at = scanner.afterSpace(start + 1);
	while (at < end - 1) {
		let key = '';
		if (isObject) {
			const keyEnd = bytes[at] === quote ? scanner.endOfString(at) : -1;
			if (keyEnd < 0) {
				return;
			}

			key = textAt(bytes, at, keyEnd) ?? '';
			at = scanner.afterSpace(scanner.afterSpace(keyEnd) + 1);
		}

		const valueEnd = endOfValue(scanner, at, end);
		if (valueEnd <= at) {
			return;
		}

		yield { key, start: at, end: valueEnd };
		at = scanner.afterSpace(valueEnd);
		if (bytes[at] !== comma) {
			return;
		}

		at = scanner.afterSpace(at + 1);
	}
}

/** The text of the JSON string in `[start, end)`; undefined when it is none. */
export function textAt(bytes: Uint8Array, start: number, end: number): string | undefined {
	if (bytes[start] !== quote) {
		return undefined;
	}

	const token = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
	if (!token.includes('\\')) {
		return token.toString('utf8', 1, token.length - 1);
	}

	try {
		return JSON.parse(token.toString()) as string;
	} catch {
		return undefined;
	}
}

function endOfValue(scanner: JsonScanner, at: number, end: number): number {
	const { bytes } = scanner;
	const first = bytes[at];
	if (first === openObject || first === openList) {
		return scanner.endOfContainer(at, end);
	}

	if (first === quote) {
		return scanner.endOfString(at);
	}

	let valueEnd = at;
	while (valueEnd < end && isLiteral(bytes[valueEnd]!)) {
		valueEnd++;
	}

	return valueEnd;
}

/** Letters, digits, `+`, `-` and `.`. */
export function isLiteral(byte: number): boolean {
	return (
		(byte >= 0x30 && byte <= 0x39) ||
		(byte >= 0x61 && byte <= 0x7a) ||
		(byte >= 0x41 && byte <= 0x5a) ||
		byte === 0x2b ||
		byte === 0x2d ||
		byte === 0x2e
	);
}

/** What a value is, by its first byte, for people. */
export function nameOf(first: number | undefined): string {
	return first === 0x22 ? 'a text' : first === 0x5b ? 'a list' : 'no JSON object';
}
