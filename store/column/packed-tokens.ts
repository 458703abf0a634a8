import type { AnyCaseNeedle } from './any-case-needle.ts';
import { copyBytes, grown, viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { Alphabet } from './alphabet-text.ts';
import { packAlphabet, readAlphabet, unpackAlphabet } from './alphabet-text.ts';
import { filterMayHold, gramFilter } from './gram-filter.ts';
import { CountedTexts, newline, SeparatedTexts } from './texts.ts';
import type { Texts } from './texts.ts';
import { packSecond, SecondWriter, secondTokenBytes } from './second-token.ts';
import { byteSet, bytesSeen, textMayHold } from './token-facts.ts';
import type { TokenFacts } from './token-facts.ts';
import { isContainer, tokensOf } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { UnitNeedle } from './unit-needle.ts';
import { packUuid, unpackUuid, uuidBytes, uuidTokenBytes } from './uuid-token.ts';
import { IntegerReader, IntegerWriter } from './varint.ts';

const quote = 0x22;

const asText = 0;
const asUuid = 1;
const asSecond = 2;
/** Stored instead of the one kind that all tokens have. */
const mixedKinds = 3;

/** All tokens that are stored as text have quotes, which are left out. */
const quotesFlag = 1;
/** The texts are packed by their alphabet. */
const packedFlag = 2;

/** The tokens of a column as they are stored on disk. */
interface PackedTokens {
	readonly text: Uint8Array;
	/**
	 * The units of packed texts, and then sixteen bytes for each UUID. They are random, so they are not
	 * compressed.
	 */
	readonly random: Uint8Array;
	readonly facts: TokenFacts;
	/** See `gramFilter`; empty where there is none. */
	readonly filter: Uint8Array;
}

/** Packs the tokens of codes `1..valueCount`, each in the shortest reversible form. */
export function packTokens(tokens: Tokens, valueCount: number): PackedTokens {
	const { bytes, offsets } = tokens;
	const kinds = new Uint8Array(valueCount);
	const seconds = new IntegerWriter();
	let random = new Uint8Array(0);
	let randomLength = 0;
	let previousSecond = 0;
	let allQuoted = true;
	let longestBytes = 0;
	let hasContainers = false;
	for (let index = 0; index < valueCount; index += 1) {
		const start = offsets[index] as number;
		const length = (offsets[index + 1] as number) - start;
		allQuoted &&= bytes[start] === quote;
		longestBytes = Math.max(longestBytes, length);
		hasContainers ||= isContainer(tokens, index + 1);
		if (length === uuidTokenBytes) {
			random = grown(random, randomLength + uuidBytes);
			if (packUuid(bytes, start, random, randomLength)) {
				kinds[index] = asUuid;
				randomLength += uuidBytes;
			}
		} else if (length === secondTokenBytes) {
			const second = packSecond(bytes, start);
			if (!Number.isNaN(second)) {
				kinds[index] = asSecond;
				seconds.signed(second - previousSecond);
				previousSecond = second;
			}
		}
	}

	const out = new IntegerWriter();
	const first = kinds[0] ?? asText;
	if (kinds.every(kind => kind === first)) {
		out.unsigned(first);
	} else {
		out.unsigned(mixedKinds);
		out.append(kinds);
	}

	out.unsigned(seconds.bytes.length);
	out.append(seconds.bytes);
	const texts = joinTexts(tokens, kinds, allQuoted ? 1 : 0);
	const seen = bytesSeen(texts);
	const packed = packAlphabet(texts, seen);
	const units = packed?.units ?? new Uint8Array(0);
	out.unsigned((allQuoted ? quotesFlag : 0) | (packed === undefined ? 0 : packedFlag));
	out.append(packed?.head ?? texts);
	return {
		text: out.bytes,
		random: joined(units, random.subarray(0, randomLength)),
		// Packed texts are searched as they are.
		filter: packed === undefined ? gramFilter(texts) : new Uint8Array(0),
		facts: {
			unitBytes: units.length,
			longestBytes,
			hasContainers,
			hasSeconds: seconds.bytes.length > 0,
			bytes: byteSet(seen),
		},
	};
}

function joined(units: Uint8Array, uuids: Uint8Array): Uint8Array {
	if (units.length === 0) {
		return uuids;
	}

	const both = new Uint8Array(units.length + uuids.length);
	both.set(units);
	both.set(uuids, units.length);
	return both;
}

function joinTexts(tokens: Tokens, kinds: Uint8Array, quotes: number): Uint8Array {
	const { offsets } = tokens;
	const bytes = new Uint8Array((offsets[kinds.length] as number) + kinds.length);
	const into = { bytes, view: viewOf(bytes) };
	let length = 0;
	for (let index = 0; index < kinds.length; index += 1) {
		if (kinds[index] === asText) {
			const start = (offsets[index] as number) + quotes;
			const textLength = (offsets[index + 1] as number) - quotes - start;
			copyBytes(tokens, start, textLength, into, length);
			length += textLength;
			bytes[length++] = newline;
		}
	}

	return bytes.subarray(0, length);
}

/**
 * @param unitBytes - how many of the random bytes are units of packed texts
 * @throws RangeError when the bytes do not hold exactly `valueCount` tokens
 */
export function unpackTokens(
	packed: Pick<PackedTokens, 'text' | 'random'>,
	valueCount: number,
	unitBytes: number,
): Tokens {
	const reader = new IntegerReader(packed.text);
	const kind = reader.unsigned();
	const kinds =
		kind === mixedKinds ? reader.take(valueCount) : new Uint8Array(valueCount).fill(kind);
	const seconds = new IntegerReader(reader.take(reader.unsigned()));
	const flags = reader.unsigned();
	const quotes = flags & quotesFlag;
	const textCount = () => kinds.reduce((count, of) => count + (of === asText ? 1 : 0), 0);
	const texts =
		(flags & packedFlag) === 0
			? new SeparatedTexts(reader.rest())
			: new CountedTexts(unpackAlphabet(reader, packed.random, unitBytes, textCount()));
	const uuids = packed.random.subarray(unitBytes);
	const offsets = new Uint32Array(valueCount + 1);
	const bytes = new Uint8Array(unpackedLength(kinds, texts.byteLength, quotes));
	const unpacker = new Unpacker(texts, uuids, seconds, quotes, bytes);
	for (let index = 0; index < valueCount; index += 1) {
		offsets[index + 1] = unpacker.next(kinds[index] as number, offsets[index] as number);
	}

	if (!unpacker.isDone) {
		throw new RangeError(`more than ${valueCount} tokens`);
	}

	return tokensOf(bytes, offsets);
}

/** What there is to read of packed tokens. */
export interface PackedParts {
	readonly valueCount: number;
	/** Undefined in a segment that does not know them. */
	readonly facts: TokenFacts | undefined;
	readonly hasUuids: boolean;
	/** Whether the tokens are unpacked: then they can be searched at once. */
	isInMemory(): boolean;
	text(): Uint8Array;
	/** Empty where there is none. */
	filter(): Uint8Array;
	/**
	 * Shows the units of packed texts in parts, in order, until the answer is true: whether it was.
	 * The bytes are borrowed; `from` is how many came before.
	 */
	someUnits(test: (bytes: Uint8Array, from: number) => boolean): boolean;
}

/**
 * Whether a packed token may contain a text, ignoring case, without unpacking. True may be wrong;
 * false is certain.
 */
export function packedMayHold(parts: PackedParts, needle: AnyCaseNeedle): boolean {
	const { facts, hasUuids, valueCount } = parts;
	const wanted = needle.text;
	if (wanted.includes('"') || (hasUuids && /^[0-9a-f-]+$/.test(wanted))) {
		// Quotes are left out of the text, and UUIDs stand beside it.
		return true;
	}

	const likeSecond = /^[0-9tz:-]+$/.test(wanted);
	if (facts !== undefined && !(facts.hasSeconds && likeSecond)) {
		if (!textMayHold(facts, needle)) {
			return false;
		}

		const filter = parts.filter();
		if (filter.length > 0) {
			// Whoever asks reads the column next, and its texts need not be inflated twice.
			return filterMayHold(filter, wanted);
		}
	}

	if (parts.isInMemory()) {
		return true;
	}

	const reader = new IntegerReader(parts.text());
	if (reader.unsigned() === mixedKinds) {
		reader.take(valueCount);
	}

	const hasSeconds = reader.take(reader.unsigned()).length > 0;
	const isPacked = (reader.unsigned() & packedFlag) !== 0;
	if (hasSeconds && likeSecond) {
		return true;
	}

	if (isPacked) {
		return unitsMayHold(parts, readAlphabet(reader), wanted);
	}

	const text = reader.rest();
	return needle.find(text, 0, text.length) >= 0;
}

function unitsMayHold(parts: PackedParts, alphabet: Alphabet, wanted: string): boolean {
	// What a text is padded with stands beside its units.
	const text = wanted.replace(/=+$/, '');
	if (text === '') {
		return true;
	}

	const needle = new UnitNeedle(alphabet, text);
	return parts.someUnits((bytes, from) => needle.isIn(bytes, (from * 8) / alphabet.bits));
}

function unpackedLength(kinds: Uint8Array, textLength: number, quotes: number): number {
	let length = textLength;
	for (const kind of kinds) {
		if (kind === asUuid) {
			length += uuidTokenBytes;
		} else if (kind === asSecond) {
			length += secondTokenBytes;
		} else {
			// The newline is removed and the quotes are added.
			length += quotes * 2 - 1;
		}
	}

	return Math.max(0, length);
}

class Unpacker {
	readonly #texts: Texts;
	readonly #random: Uint8Array;
	readonly #seconds: IntegerReader;
	readonly #quotes: number;
	readonly #into: ByteSource;
	readonly #secondWriter = new SecondWriter();
	#randomAt = 0;
	#second = 0;

	constructor(
		texts: Texts,
		random: Uint8Array,
		seconds: IntegerReader,
		quotes: number,
		into: Uint8Array,
	) {
		this.#texts = texts;
		this.#random = random;
		this.#seconds = seconds;
		this.#quotes = quotes;
		this.#into = { bytes: into, view: viewOf(into) };
	}

	get isDone(): boolean {
		return this.#texts.isDone && this.#randomAt === this.#random.length;
	}

	/** Writes the next token at `start` and returns its end. */
	next(kind: number, start: number): number {
		switch (kind) {
			case asText:
				return this.#nextText(start);
			case asUuid:
				if (this.#randomAt + uuidBytes > this.#random.length) {
					throw new RangeError('fewer UUIDs than promised');
				}

				unpackUuid(this.#random, this.#randomAt, this.#into.bytes, start);
				this.#randomAt += uuidBytes;
				return start + uuidTokenBytes;
			case asSecond:
				this.#second += this.#seconds.signed();
				this.#secondWriter.write(this.#second, this.#into.bytes, start);
				return start + secondTokenBytes;
			default:
				throw new RangeError(`a token of kind ${kind}`);
		}
	}

	#nextText(start: number): number {
		if (this.#quotes === 0) {
			return this.#texts.take(this.#into, start);
		}

		const end = this.#texts.take(this.#into, start + 1);
		this.#into.bytes[start] = quote;
		this.#into.bytes[end] = quote;
		return end + 1;
	}
}
