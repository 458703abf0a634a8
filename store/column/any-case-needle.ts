/**
 * Finds an ASCII text, ignoring case, by Horspool's algorithm: for a text of n characters it reads
 * about one byte in n.
 */
export class AnyCaseNeedle {
	readonly text: string;
	readonly #lower: Uint8Array;
	readonly #shift: Uint8Array;

	/** @param text - lower-case, and accepted by `isNeedle` */
	constructor(text: string) {
		const last = text.length - 1;
		this.text = text;
		this.#lower = Uint8Array.from(text, character => character.charCodeAt(0));
		this.#shift = new Uint8Array(256).fill(text.length);
		for (let at = 0; at < last; at++) {
			const byte = this.#lower[at] as number;
			this.#shift[byte] = last - at;
			this.#shift[upperOf(byte)] = last - at;
		}
	}

	/** Whether the text is ASCII, and long enough for skipping to be worth it. */
	static isNeedle(text: string): boolean {
		return text.length >= 2 && text.length < 256 && /^[\x20-\x7e]+$/.test(text);
	}

	/** The offset of the first match at or after `from`, or -1. */
	find(bytes: Uint8Array, from: number, end: number): number {
		const lower = this.#lower;
		const shift = this.#shift;
		const last = lower.length - 1;
		const lastByte = lower[last] as number;
		const lastUpper = upperOf(lastByte);
		for (let at = from + last; at < end;) {
			const byte = bytes[at] as number;
			if ((byte === lastByte || byte === lastUpper) && matchesBefore(bytes, at - last, lower)) {
				return at - last;
			}

			at += shift[byte] as number;
		}

		return -1;
	}
}

function upperOf(byte: number): number {
	return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

/** Compares all bytes but the last, which the caller has compared. */
function matchesBefore(bytes: Uint8Array, start: number, lower: Uint8Array): boolean {
	for (let at = 0; at < lower.length - 1; at++) {
		const byte = bytes[start + at] as number;
		const wanted = lower[at] as number;
		if (byte !== wanted && byte !== upperOf(wanted)) {
			return false;
		}
	}

	return true;
}
