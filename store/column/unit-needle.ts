import { unitAt } from './alphabet-text.ts';
import type { Alphabet } from './alphabet-text.ts';

/** Positions of a text against a unit are a set of bits. */
const tablePositions = 32;

/**
 * Finds a text in packed units without unpacking them, ignoring case. Where whole units lie inside
 * each match, only every second, third, … unit is looked at, by a table of the units that stand
 * inside the text.
 */
export class UnitNeedle {
	readonly #alphabet: Alphabet;
	/** Lower-case. */
	readonly #text: Uint8Array;
	/** Units from one that is looked at to the next. */
	readonly #stride: number;
	/** By bit of the table: offset of the text from the first character of the unit. */
	readonly #offsets: readonly number[];
	/** By unit: at which offsets the text may stand. */
	readonly #table: Uint32Array;
	/** By digit, in lower case. */
	readonly #lower: Uint8Array;

	/** @param text - lower-case ASCII, not empty */
	constructor(alphabet: Alphabet, text: string) {
		const { chars } = alphabet;
		this.#alphabet = alphabet;
		this.#text = Uint8Array.from(text, character => character.charCodeAt(0));
		this.#lower = alphabet.symbols.map(lowerOf);
		const inside = Math.floor((text.length - chars + 1) / chars);
		this.#stride = Math.min(Math.max(1, inside), Math.floor(tablePositions / chars));
		this.#offsets =
			inside >= 1
				? Array.from({ length: this.#stride * chars }, (_, at) => -at)
				: Array.from({ length: chars }, (_, at) => at);
		this.#table = new Uint32Array(1 << alphabet.bits);
		this.#offsets.forEach((offset, bit) => {
			this.#mark(0, 0, 1, offset, 1 << bit);
		});
	}

	/** Marks all units whose characters from `char` on agree with the text at the offset. */
	#mark(char: number, unit: number, worth: number, offset: number, bit: number): void {
		if (char === this.#alphabet.chars) {
			this.#table[unit] = (this.#table[unit] as number) | bit;
			return;
		}

		const wanted = this.#text[char - offset];
		this.#lower.forEach((byte, digit) => {
			if (wanted === undefined || byte === wanted) {
				this.#mark(char + 1, unit + digit * worth, worth * this.#lower.length, offset, bit);
			}
		});
	}

	/**
	 * Whether the text may be in a part of the units. True may be wrong where a match would begin in
	 * one packed text and end in the next one, or goes beyond the part; false is certain as long as
	 * all parts are asked.
	 *
	 * @param bytes - whole units
	 * @param firstUnit - the number of the part's first unit among all
	 */
	isIn(bytes: Uint8Array, firstUnit: number): boolean {
		const stride = this.#stride;
		const unitCount = Math.floor((bytes.length * 8) / this.#alphabet.bits);
		const skipped = firstUnit % stride;
		for (let unit = skipped === 0 ? 0 : stride - skipped; unit < unitCount; unit += stride) {
			unit = this.#next(bytes, unit, unitCount);
			if (unit < unitCount && this.#agrees(bytes, unit, unitCount)) {
				return true;
			}
		}

		return false;
	}

	/** The first unit to be looked at, from one on, that may be inside of a match; or one behind all. */
	#next(bytes: Uint8Array, from: number, unitCount: number): number {
		const { bits } = this.#alphabet;
		const table = this.#table;
		const stride = this.#stride;
		let unit = from;
		if (bits === 12) {
			// Two at a time: of both, the bytes and the shift go up by the same.
			const step = stride * 3;
			const toNext = (((unit + stride) * 3) >> 1) - ((unit * 3) >> 1);
			const shift = (unit & 1) << 2;
			const nextShift = ((unit + stride) & 1) << 2;
			let at = (unit * 3) >> 1;
			for (; unit + stride < unitCount; unit += stride * 2, at += step) {
				const other = at + toNext;
				const one = ((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) >> shift;
				const two = ((bytes[other] as number) | ((bytes[other + 1] as number) << 8)) >> nextShift;
				if ((table[one & 0xfff] as number) !== 0) {
					return unit;
				}

				if ((table[two & 0xfff] as number) !== 0) {
					return unit + stride;
				}
			}

			while (unit < unitCount && table[unitAt(bytes, unit, 12)] === 0) {
				unit += stride;
			}
		} else if (bits === 16) {
			while (unit < unitCount && table[unitAt(bytes, unit, 16)] === 0) {
				unit += stride;
			}
		} else {
			while (unit < unitCount && table[bytes[unit] as number] === 0) {
				unit += stride;
			}
		}

		return unit;
	}

	#agrees(bytes: Uint8Array, unit: number, unitCount: number): boolean {
		const { bits, chars } = this.#alphabet;
		const offsets = this.#table[unitAt(bytes, unit, bits)] as number;
		return this.#offsets.some(
			(offset, bit) =>
				(offsets & (1 << bit)) !== 0 && this.#isAt(bytes, unit * chars + offset, unitCount),
		);
	}

	#isAt(bytes: Uint8Array, start: number, unitCount: number): boolean {
		const { bits, chars } = this.#alphabet;
		const lower = this.#lower;
		const base = lower.length;
		for (let at = 0; at < this.#text.length; at++) {
			const position = start + at;
			const unit = Math.floor(position / chars);
			// What is beyond the part is taken to agree.
			if (unit >= 0 && unit < unitCount) {
				const value = unitAt(bytes, unit, bits);
				const digit = Math.floor(value / base ** (position - unit * chars)) % base;
				if (lower[digit] !== this.#text[at]) {
					return false;
				}
			}
		}

		return true;
	}
}

function lowerOf(byte: number): number {
	return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}
