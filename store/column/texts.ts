import { copyBytes, viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import { charCountOf, padding, paddingCountOf } from './alphabet-text.ts';
import type { UnpackedTexts } from './alphabet-text.ts';

/** Separates the texts. JSON escapes it inside strings, so no token contains one. */
export const newline = 0x0a;

/** Where texts are taken from, one after the other. */
export interface Texts {
	/** Of all texts, each with one more byte. */
	readonly byteLength: number;
	readonly isDone: boolean;
	/**
	 * Writes the next text and returns its end.
	 *
	 * @throws RangeError when there is none
	 */
	take(into: ByteSource, at: number): number;
}

/** Texts with a newline behind each. */
export class SeparatedTexts implements Texts {
	readonly #text: ByteSource;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#text = { bytes, view: viewOf(bytes) };
	}

	get byteLength(): number {
		return this.#text.bytes.length;
	}

	get isDone(): boolean {
		return this.#at === this.#text.bytes.length;
	}

	take(into: ByteSource, at: number): number {
		const { bytes } = this.#text;
		let end = this.#at;
		while (end < bytes.length && bytes[end] !== newline) {
			end += 1;
		}

		if (end === bytes.length) {
			throw new RangeError('fewer texts than promised');
		}

		const length = end - this.#at;
		copyBytes(this.#text, this.#at, length, into, at);
		this.#at = end + 1;
		return at + length;
	}
}

/** Texts that were packed by their alphabet. */
export class CountedTexts implements Texts {
	readonly #texts: UnpackedTexts;
	#number = 0;
	#at = 0;

	constructor(texts: UnpackedTexts) {
		this.#texts = texts;
	}

	get byteLength(): number {
		return this.#texts.byteCount + this.#texts.lengths.length;
	}

	get isDone(): boolean {
		return this.#number === this.#texts.lengths.length;
	}

	take(into: ByteSource, at: number): number {
		const { chars, lengths } = this.#texts;
		if (this.isDone) {
			throw new RangeError('fewer texts than promised');
		}

		const length = lengths[this.#number++] as number;
		const charCount = charCountOf(length);
		copyBytes(chars, this.#at, charCount, into, at);
		this.#at += charCount;
		const end = at + charCount + paddingCountOf(length);
		into.bytes.fill(padding, at + charCount, end);
		return end;
	}
}
