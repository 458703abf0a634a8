import { isUtf8 } from 'node:buffer';

/** A byte that is no UTF-8 stands in a text as this plus the byte, as in Python's PEP 383. */
const escapeBase = 0xdc00;
/** With `u` it matches no half of a pair, and UTF-8 that is decoded has nothing but pairs. */
const escapes = /([\udc80-\udcff]+)/u;

/**
 * A text that `bytesOf` turns back into exactly these bytes, for what handles lines as text. Each
 * byte that is no UTF-8 becomes half a surrogate pair, which is valid in no other text.
 */
export function exactText(bytes: Uint8Array): string {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	const parts: string[] = [];
	let at = 0;
	while (at < bytes.length) {
		const length = validLength(bytes, at);
		parts.push(decoder.decode(bytes.subarray(at, at + length)));
		at += length;
		if (at < bytes.length) {
			parts.push(String.fromCharCode(escapeBase + bytes[at]!));
			at++;
		}
	}

	return parts.join('');
}

/** The bytes of a text in UTF-8, and of one from `exactText` the bytes that it was made of. */
export function bytesOf(text: string): Uint8Array {
	if (!escapes.test(text)) {
		return Buffer.from(text);
	}

	return Buffer.concat(
		text.split(escapes).map((part, index) => {
			const isEscaped = index % 2 === 1;
			return isEscaped
				? Uint8Array.from(part, character => character.charCodeAt(0) - escapeBase)
				: Buffer.from(part);
		}),
	);
}

/** How many bytes from `start` on are UTF-8. */
function validLength(bytes: Uint8Array, start: number): number {
	let at = start;
	while (at < bytes.length) {
		const length = characterLength(bytes, at);
		if (length === 0) {
			break;
		}

		at += length;
	}

	return at - start;
}

/** Bytes of the UTF-8 character at `at`; 0 when there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
	const first = bytes[at]!;
	if (first < 0x80) {
		return 1;
	}

	const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
