import { isAscii } from 'node:buffer';
import { hashBytes, type ByteSource } from '../../../../store/index.ts';
import { DoubleNumbers } from './double-numbers.ts';
import type { Value } from '../../value.ts';
import { nullNumber, type ValueNumbers } from '../../frame/value-numbers.ts';
import type { Vector } from '../../frame/vector.ts';
import { plainTexts, type PlainTexts } from './plain-texts.ts';
import { TextTable } from './text-table.ts';

/** For fewer codes, a look-up is cheaper than a cache. */
const rememberedCodesMin = 1024;
/** Bytes; smaller columns are copied. */
const keptBytesMin = 65_536;
/** Bytes that a cached list needs in addition to its numbers. */
const rememberedOverheadBytes = 160;

/**
 * Gives each distinct value a permanent number: equal values have equal numbers, whatever segment,
 * field or spelling they come from, and different values have different ones. Work on values of
 * many segments uses these numbers; only the shown ones are converted to text.
 *
 * Numbers of text are even, all others odd.
 */
export class Dictionary implements ValueNumbers {
	readonly #texts = new TextTable();
	/** Value of an odd number, by half of it. */
	readonly #others: Value[] = [null];
	readonly #doubles = new DoubleNumbers();
	/** Null, booleans, and text that has no UTF-8 form because of a lone surrogate. */
	readonly #rest = new Map<Value, number>([[null, nullNumber]]);
	/** By the identity of a vector: the number of each code, -1 when it was not looked up yet. */
	readonly #remembered = new Map<string, Int32Array>();
	#rememberedBytes = 0;

	/** Every number is below it. */
	get end(): number {
		return Math.max(this.#texts.size, this.#others.length) * 2;
	}

	/** Number of values. */
	get size(): number {
		return this.#texts.size + this.#others.length;
	}

	/** Bytes of memory, approximately. */
	get bytes(): number {
		return this.#texts.bytes + this.#others.length * 64 + this.#rememberedBytes + 8192;
	}

	number(value: Value): number {
		if (typeof value === 'number') {
			// Adding 0 turns -0 into 0.
			const known = this.#doubles.find(value + 0);
			if (known >= 0) {
				return known;
			}

			const made = this.#addOther(value + 0);
			this.#doubles.put(value + 0, made);
			return made;
		}

		if (typeof value === 'string') {
			const length = encode(value);
			if (length === value.length || !halfSurrogate.test(value)) {
				return this.#numberOfText(scratch, 0, length);
			}
		}

		const known = this.#rest.get(value);
		if (known !== undefined) {
			return known;
		}

		const made = this.#addOther(value);
		this.#rest.set(value, made);
		return made;
	}

	value(number: number): Value {
		return (number & 1) === 0
			? this.#texts.text(number >>> 1)
			: (this.#others[number >>> 1] as Value);
	}

	/**
	 * Numbers of the values of some codes; shape `[codes.length]`. The numbers of a sealed
	 * segment's codes are cached when many of them are requested.
	 */
	numbersOf(vector: Vector, codes: Uint32Array): Uint32Array {
		const known = this.#knownOf(vector, codes.length);
		const unknown = unknownOf(codes, known);
		if (unknown.length > 0) {
			this.#learn(vector, unknown, known);
		}

		const numbers = new Uint32Array(codes.length);
		for (let at = 0; at < codes.length; at++) {
			numbers[at] = known[codes[at] as number] as number;
		}

		return numbers;
	}

	#knownOf({ identity, size }: Vector, askedCount: number): Int32Array {
		const known = identity === undefined ? undefined : this.#remembered.get(identity);
		if (known !== undefined) {
			return known;
		}

		const made = new Int32Array(size).fill(-1);
		if (identity !== undefined && size >= rememberedCodesMin && askedCount * 4 >= size) {
			this.#remembered.set(identity, made);
			this.#rememberedBytes += made.byteLength + rememberedOverheadBytes;
		}

		return made;
	}

	/** Finds the numbers of codes: by their tokens when these are plain text, else by value. */
	#learn(vector: Vector, codes: Uint32Array, known: Int32Array): void {
		const tokens = vector.tokens?.();
		const texts = tokens && plainTexts(tokens, vector.size, codes);
		for (const code of texts?.otherCodes ?? codes) {
			// Code 0 means that nothing is there; it has no token.
			known[code] = this.number(vector.value(code));
		}

		if (texts === undefined) {
			return;
		}

		const found = this.#texts.findMost(texts);
		let missedCount = 0;
		for (let at = 0; at < found.length; at++) {
			missedCount += found[at] === -1 ? 1 : 0;
		}

		this.#texts.reserve(missedCount);
		const base = isWorthKeeping(vector, texts, missedCount) ? this.#texts.adopt(texts.from) : -1;
		for (let at = 0; at < found.length; at++) {
			const code = texts.codes[at] as number;
			const number = found[at] as number;
			known[code] = number < 0 ? this.#numberOfToken(vector, texts, at, base) : number * 2;
		}
	}

	#numberOfToken(vector: Vector, texts: PlainTexts, at: number, base: number): number {
		const { from } = texts;
		const start = texts.starts[at] as number;
		const length = texts.lengths[at] as number;
		const hash = texts.hashes[at] as number;
		const known = this.#texts.find(hash, from, start, length);
		if (known >= 0) {
			return known * 2;
		}

		// Only ASCII bytes are certain to be the text that they decode to.
		const isText = texts.areAscii || isAscii(from.bytes.subarray(start, start + length));
		return isText
			? this.#texts.add(hash, from, start, length, base) * 2
			: this.number(vector.value(texts.codes[at] as number));
	}

	/** @param from - UTF-8 */
	#numberOfText(from: ByteSource, start: number, length: number): number {
		const hash = hashBytes(from.view, start, start + length);
		const known = this.#texts.find(hash, from, start, length);
		return (known >= 0 ? known : this.#texts.add(hash, from, start, length)) * 2;
	}

	#addOther(value: Value): number {
		return (this.#others.push(value) - 1) * 2 + 1;
	}
}

/** Each unknown code, once. */
function unknownOf(codes: Uint32Array, known: Int32Array): Uint32Array {
	const seen = new Uint8Array(known.length);
	const unknown = new Uint32Array(Math.min(codes.length, known.length));
	let count = 0;
	for (let at = 0; at < codes.length; at++) {
		const code = codes[at] as number;
		if (known[code] === -1 && seen[code] === 0) {
			seen[code] = 1;
			unknown[count++] = code;
		}
	}

	return unknown.subarray(0, count);
}

/** A lone surrogate; a pair is one character to this pattern. */
const halfSurrogate = /\p{Surrogate}/u;

/** Whether keeping all bytes of a sealed segment's column costs less than copying the new texts. */
function isWorthKeeping(
	{ identity, size }: Vector,
	{ from }: PlainTexts,
	missedCount: number,
): boolean {
	const { bytes } = from;
	return (
		identity !== undefined &&
		missedCount * 2 > size &&
		bytes.length >= keptBytesMin &&
		bytes.byteLength === bytes.buffer.byteLength
	);
}

let scratch = scratchOf(8192);

function scratchOf(lengthBytes: number): ByteSource & { readonly bytes: Buffer } {
	const bytes = Buffer.allocUnsafeSlow(lengthBytes);
	return { bytes, view: new DataView(bytes.buffer) };
}

/** Writes a text to `scratch` as UTF-8 and returns its length in bytes. */
function encode(text: string): number {
	if (text.length * 3 > scratch.bytes.length) {
		scratch = scratchOf(text.length * 3);
	}

	return scratch.bytes.write(text);
}
