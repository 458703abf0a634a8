import { viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import { writeCodec } from './codec.ts';
import type { IntegerReader } from './varint.ts';
import { IntegerWriter } from './varint.ts';

/**
 * Texts of few different characters that look random: keys, tokens and ids in base64, base32 or
 * hexadecimal digits. Compressing them saves no more than the bits that their alphabet leaves
 * unused, so they are stored as units of two or three characters without compression. That can be
 * searched as it is.
 */

/** How characters become units. */
interface Scheme {
	/** Characters of the largest alphabet. */
	readonly symbolsMax: number;
	/** Characters and bits of a unit. */
	readonly chars: number;
	readonly bits: 8 | 12 | 16;
}

const schemes: readonly Scheme[] = [
	{ symbolsMax: 16, chars: 2, bits: 8 },
	{ symbolsMax: 40, chars: 3, bits: 16 },
	{ symbolsMax: 64, chars: 2, bits: 12 },
];

/** Fewer bytes of text are not worth a form of their own. */
const packedBytesMin = 16 * 1024;
/** What is compressed to see whether a column is random: so many pieces of so many bytes. */
const samplePieces = 4;
const samplePieceBytes = 16 * 1024;

/** What the filter takes, at least, that such texts have when they are not packed. */
const filterShare = 1 / 24;
/** Of such texts' bytes at least so many are characters, and not newlines and paddings. */
const mostCharacters = 0.75;

const newline = 0x0a;
/** Base64 ends in up to three of them, which are counted beside the alphabet. */
export const padding = 0x3d;
const paddingsApart = 3;

/** What is needed to read units, as it was written by `packAlphabet`. */
export class Alphabet {
	readonly symbols: Uint8Array;
	readonly chars: number;
	readonly bits: 8 | 12 | 16;

	/** @throws RangeError when there are too many symbols */
	constructor(symbols: Uint8Array) {
		const scheme = schemes.find(({ symbolsMax }) => symbols.length <= symbolsMax);
		if (scheme === undefined || symbols.length === 0) {
			throw new RangeError(`an alphabet of ${symbols.length} characters`);
		}

		this.symbols = symbols;
		this.chars = scheme.chars;
		this.bits = scheme.bits;
	}

	/** Bytes of so many characters. Three bytes hold two units of twelve bits. */
	byteLength(charCount: number): number {
		const units = Math.ceil(charCount / this.chars);
		return this.bits === 12 ? Math.ceil(units / 2) * 3 : (units * this.bits) >> 3;
	}
}

interface PackedAlphabet {
	/** Alphabet and lengths. */
	readonly head: Uint8Array;
	readonly units: Uint8Array;
}

/**
 * Packs texts, each followed by a newline; undefined where that does not pay.
 *
 * @param seen - which bytes the texts have
 */
export function packAlphabet(texts: Uint8Array, seen: Uint8Array): PackedAlphabet | undefined {
	const symbols = texts.length < packedBytesMin ? undefined : symbolsOf(texts, seen);
	if (symbols === undefined) {
		return undefined;
	}

	const alphabet = new Alphabet(symbols);
	const otherBytes = compressedBytes(texts) + texts.length * filterShare;
	if (alphabet.byteLength(texts.length) * mostCharacters > otherBytes) {
		return undefined;
	}

	const lengths = new IntegerWriter(1024);
	let count = 0;
	eachText(texts, (start, end, next) => {
		lengths.unsigned((end - start) * (paddingsApart + 1) + (next - 1 - end));
		count += end - start;
	});
	const byteCount = alphabet.byteLength(count);
	if (byteCount + writeCodec.compress(lengths.bytes).length > otherBytes) {
		return undefined;
	}

	const head = new IntegerWriter(lengths.bytes.length + symbols.length + 8);
	head.unsigned(symbols.length);
	head.append(symbols);
	head.append(lengths.bytes);
	const digits = digitsOf(texts, count, symbols);
	return { head: head.bytes, units: unitsOf(digits, byteCount, alphabet) };
}

/** What the texts take when they are compressed, judged by a part of them. */
function compressedBytes(texts: Uint8Array): number {
	const sampleBytes = samplePieces * samplePieceBytes;
	if (texts.length <= sampleBytes) {
		return writeCodec.compress(texts).length;
	}

	const step = Math.floor((texts.length - samplePieceBytes) / (samplePieces - 1));
	const sample = new Uint8Array(sampleBytes);
	for (let piece = 0; piece < samplePieces; piece++) {
		const from = piece * step;
		sample.set(texts.subarray(from, from + samplePieceBytes), piece * samplePieceBytes);
	}

	return (writeCodec.compress(sample).length / sampleBytes) * texts.length;
}

/** The characters without newlines and paddings, ascending; undefined when there are too many. */
function symbolsOf(texts: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
	const seen = bytes.slice();
	seen[newline] = 0;
	if (seen[0] === 1) {
		// A unit that stands for nothing is 0.
		return undefined;
	}

	const largest = schemes.at(-1)?.symbolsMax ?? 0;
	if (seen[padding] === 1 && seen.reduce((sum, one) => sum + one) <= largest + 1) {
		seen[padding] = 0;
		eachText(texts, (start, end) => {
			if (seen[padding] === 0 && texts.subarray(start, end).includes(padding)) {
				seen[padding] = 1;
			}
		});
	}

	const symbols = Uint8Array.from(seen.keys()).filter(byte => seen[byte] === 1);
	return symbols.length > 0 && symbols.length <= largest ? symbols : undefined;
}

/** @param visit - start, end without padding, and start of the next one */
function eachText(
	texts: Uint8Array,
	visit: (start: number, end: number, next: number) => void,
): void {
	for (let start = 0; start < texts.length;) {
		const newlineAt = texts.indexOf(newline, start);
		let end = newlineAt;
		while (end > start && newlineAt - end < paddingsApart && texts[end - 1] === padding) {
			end -= 1;
		}

		visit(start, end, newlineAt + 1);
		start = newlineAt + 1;
	}
}

const notDigit = 255;

/** The characters as numbers, one behind the other. */
function digitsOf(texts: Uint8Array, count: number, symbols: Uint8Array): Uint8Array {
	const digitOf = new Uint8Array(256);
	symbols.forEach((symbol, digit) => (digitOf[symbol] = digit));
	// The last units are filled up.
	const digits = new Uint8Array(count + 8);
	let filled = 0;
	if (!symbols.includes(padding)) {
		// Whatever is no symbol is a newline or a padding.
		digitOf[newline] = notDigit;
		digitOf[padding] = notDigit;
		for (let at = 0; at < texts.length; at++) {
			const digit = digitOf[texts[at] as number] as number;
			if (digit !== notDigit) {
				digits[filled++] = digit;
			}
		}

		return digits;
	}

	eachText(texts, (start, end) => {
		const from = filled - start;
		for (let at = start; at < end; at++) {
			digits[from + at] = digitOf[texts[at] as number] as number;
		}

		filled = from + end;
	});
	return digits;
}

function unitsOf(
	digits: Uint8Array,
	byteCount: number,
	{ symbols, chars, bits }: Alphabet,
): Uint8Array {
	const base = symbols.length;
	const units = new Uint8Array(byteCount);
	if (bits === 8) {
		for (let at = 0, from = 0; at < byteCount; at++, from += chars) {
			units[at] = (digits[from] as number) + (digits[from + 1] as number) * base;
		}
	} else if (bits === 16) {
		const square = base * base;
		for (let at = 0, from = 0; at < byteCount; at += 2, from += chars) {
			const lower = (digits[from] as number) + (digits[from + 1] as number) * base;
			const unit = lower + (digits[from + 2] as number) * square;
			units[at] = unit & 0xff;
			units[at + 1] = unit >> 8;
		}
	} else {
		for (let at = 0, from = 0; at < byteCount; at += 3, from += chars * 2) {
			const first = (digits[from] as number) + (digits[from + 1] as number) * base;
			const second = (digits[from + 2] as number) + (digits[from + 3] as number) * base;
			units[at] = first & 0xff;
			units[at + 1] = (first >> 8) | ((second & 15) << 4);
			units[at + 2] = second >> 4;
		}
	}

	return units;
}

/** Reads the alphabet, with which the head begins. */
export function readAlphabet(head: IntegerReader): Alphabet {
	return new Alphabet(head.take(head.unsigned()));
}

/** Texts without what separates them. */
export interface UnpackedTexts {
	readonly chars: ByteSource;
	/** Of each text: its characters times four, and the paddings behind them. */
	readonly lengths: Uint32Array;
	/** Characters and paddings of all texts. */
	readonly byteCount: number;
}

export function charCountOf(length: number): number {
	return length >>> 2;
}

export function paddingCountOf(length: number): number {
	return length & paddingsApart;
}

/**
 * The texts.
 *
 * @param units - may be longer
 * @throws RangeError when there are fewer units than the lengths say, or other ones
 */
export function unpackAlphabet(
	head: IntegerReader,
	units: Uint8Array,
	unitBytes: number,
	textCount: number,
): UnpackedTexts {
	const alphabet = readAlphabet(head);
	const lengths = new Uint32Array(textCount);
	let charCount = 0;
	let paddingCount = 0;
	for (let text = 0; text < textCount; text++) {
		const length = head.unsigned() >>> 0;
		lengths[text] = length;
		charCount += charCountOf(length);
		paddingCount += paddingCountOf(length);
	}

	if (alphabet.byteLength(charCount) !== unitBytes || unitBytes > units.length) {
		throw new RangeError(`${units.length} bytes of units for ${charCount} characters`);
	}

	const unitCount = Math.floor((unitBytes * 8) / alphabet.bits);
	const bytes =
		alphabet.chars === 2
			? pairsOf(units, unitCount, alphabet)
			: triplesOf(units, unitCount, alphabet);
	return { chars: { bytes, view: viewOf(bytes) }, lengths, byteCount: charCount + paddingCount };
}

function pairsOf(units: Uint8Array, unitCount: number, alphabet: Alphabet): Uint8Array {
	const { bits } = alphabet;
	const pairs = new Uint16Array(unitTable(alphabet).buffer);
	const out = new Uint16Array(unitCount);
	let isWhole = true;
	for (let unit = 0; unit < unitCount; unit++) {
		const pair = pairs[unitAt(units, unit, bits)] as number;
		isWhole &&= pair !== 0;
		out[unit] = pair;
	}

	refuseUnless(isWhole);
	return new Uint8Array(out.buffer);
}

function triplesOf(units: Uint8Array, unitCount: number, alphabet: Alphabet): Uint8Array {
	const table = unitTable(alphabet);
	const out = new Uint8Array(unitCount * 3);
	let isWhole = true;
	for (let unit = 0, at = 0; unit < unitCount; unit++, at += 3) {
		const from = unitAt(units, unit, 16) * 3;
		const first = table[from] as number;
		isWhole &&= first !== 0;
		out[at] = first;
		out[at + 1] = table[from + 1] as number;
		out[at + 2] = table[from + 2] as number;
	}

	refuseUnless(isWhole);
	return out;
}

function refuseUnless(isWhole: boolean): void {
	if (!isWhole) {
		throw new RangeError('a unit of characters that are not in the alphabet');
	}
}

/** By unit: its characters; 0 where there is no such unit. */
function unitTable({ symbols, chars, bits }: Alphabet): Uint8Array {
	const table = new Uint8Array(chars << bits);
	const unitCount = symbols.length ** chars;
	for (let at = 0, unit = 0; unit < unitCount; unit++) {
		for (let char = 0, left = unit; char < chars; char++) {
			table[at++] = symbols[left % symbols.length] as number;
			left = Math.floor(left / symbols.length);
		}
	}

	return table;
}

/** A unit of bytes that begin with a whole one. */
export function unitAt(bytes: Uint8Array, unit: number, bits: 8 | 12 | 16): number {
	if (bits === 8) {
		return bytes[unit] as number;
	}

	const at = bits === 16 ? unit * 2 : (unit * 3) >> 1;
	const both = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
	return bits === 16 ? both : (both >> ((unit & 1) << 2)) & 0xfff;
}
