import type { ByteSource } from '../../../../store/index.ts';
import { TextBlocks } from './text-blocks.ts';

const firstSlotBits = 8;

/** Texts that are looked up together. */
export interface TextBatch {
	/** The UTF-8 of text `i`: `lengths[i]` bytes from `starts[i]` of `from`. */
	readonly from: ByteSource;
	readonly starts: Uint32Array;
	readonly lengths: Uint32Array;
	readonly hashes: Int32Array;
}

/**
 * Texts numbered 0, 1, 2, …: a hash table with open addressing over UTF-8 bytes, without strings.
 */
export class TextTable {
	readonly #blocks = new TextBlocks();
	/** Two numbers per text: its offset and its length in bytes. */
	#texts = new Uint32Array(256);
	/**
	 * Two numbers per slot, together for the processor's cache: the hash, and the text's number
	 * plus one.
	 */
	#slots = new Int32Array(2 << firstSlotBits);
	/** The upper bits of a hash, shifted by this, are the index of a text's first slot. */
	#shift = 32 - firstSlotBits;
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** Bytes of memory. */
	get bytes(): number {
		return this.#blocks.bytes + this.#texts.byteLength + this.#slots.byteLength;
	}

	/** The number of a text, or -1. */
	find(hash: number, from: ByteSource, start: number, length: number): number {
		const slots = this.#slots;
		const mask = slots.length - 1;
		for (let at = (hash >>> this.#shift) << 1; ; at = (at + 2) & mask) {
			const found = (slots[at + 1] as number) - 1;
			if (found < 0 || (slots[at] === hash && this.#is(found, from, start, length))) {
				return found;
			}
		}
	}

	/**
	 * Finds nearly all known texts; a text whose hash another text has may only be found by `find`.
	 * Each step reads one memory location for many texts before the next step, so that the
	 * processor waits for several texts at a time. Most of a search's cost is this waiting.
	 *
	 * @returns shape `[hashes.length]`
	 */
	findMost({ from, starts, lengths, hashes }: TextBatch): Int32Array {
		const found = new Int32Array(hashes.length);
		const offsets = new Uint32Array(stepMax);
		for (let done = 0; done < found.length; done += stepMax) {
			const end = Math.min(done + stepMax, found.length);
			this.#findHashes(hashes, done, end, found);
			this.#findOffsets(lengths, done, end, found, offsets);
			for (let at = done; at < end; at++) {
				const offset = offsets[at - done] as number;
				if (
					found[at] !== -1 &&
					!this.#blocks.equals(offset, from, starts[at] as number, lengths[at] as number)
				) {
					found[at] = -1;
				}
			}
		}

		return found;
	}

	#findHashes(hashes: Int32Array, start: number, end: number, found: Int32Array): void {
		const slots = this.#slots;
		const mask = slots.length - 1;
		const shift = this.#shift;
		for (let at = start; at < end; at++) {
			const hash = hashes[at] as number;
			let slot = (hash >>> shift) << 1;
			while (slots[slot + 1] !== 0 && slots[slot] !== hash) {
				slot = (slot + 2) & mask;
			}

			found[at] = (slots[slot + 1] as number) - 1;
		}
	}

	/** Drops the candidates of another length, and returns the offsets of the others. */
	#findOffsets(
		lengths: Uint32Array,
		start: number,
		end: number,
		found: Int32Array,
		offsets: Uint32Array,
	): void {
		const texts = this.#texts;
		for (let at = start; at < end; at++) {
			const number = found[at] as number;
			if (number >= 0 && texts[number * 2 + 1] === lengths[at]) {
				offsets[at - start] = texts[number * 2] as number;
			} else {
				found[at] = -1;
			}
		}
	}

	/**
	 * Makes room for this many more texts, which is needed when they come in the order of their
	 * hashes.
	 */
	reserve(count: number): void {
		// Above two thirds full, runs of occupied slots become long.
		while ((this.#size + count) * 3 > this.#slots.length) {
			this.#grow();
		}
	}

	/**
	 * Keeps bytes from which texts will be added, instead of copying each text; they must never
	 * change.
	 *
	 * @returns the `base` for `add`
	 */
	adopt(from: ByteSource): number {
		return this.#blocks.adopt(from);
	}

	/**
	 * Adds a text that `find` did not find.
	 *
	 * @param base - from `adopt`, when `from` was adopted
	 */
	add(hash: number, from: ByteSource, start: number, length: number, base = -1): number {
		this.reserve(1);
		const number = this.#size++;
		if (this.#size * 2 > this.#texts.length) {
			const texts = new Uint32Array(this.#texts.length * 2);
			texts.set(this.#texts);
			this.#texts = texts;
		}

		const offset = base < 0 ? this.#blocks.append(from, start, length) : base + start;
		this.#texts[number * 2] = offset;
		this.#texts[number * 2 + 1] = length;
		put(this.#slots, this.#shift, hash, number + 1);
		return number;
	}

	text(number: number): string {
		const offset = this.#texts[number * 2] as number;
		return this.#blocks.text(offset, this.#texts[number * 2 + 1] as number);
	}

	#is(number: number, from: ByteSource, start: number, length: number): boolean {
		return (
			this.#texts[number * 2 + 1] === length &&
			this.#blocks.equals(this.#texts[number * 2] as number, from, start, length)
		);
	}

	#grow(): void {
		const before = this.#slots;
		this.#slots = new Int32Array(before.length * 2);
		this.#shift--;
		for (let at = 0; at < before.length; at += 2) {
			const taken = before[at + 1] as number;
			if (taken !== 0) {
				put(this.#slots, this.#shift, before[at] as number, taken);
			}
		}
	}
}

/** Texts per step, so that their data stays in the processor's first-level cache. */
const stepMax = 2048;

function put(slots: Int32Array, shift: number, hash: number, taken: number): void {
	const mask = slots.length - 1;
	let at = (hash >>> shift) << 1;
	while (slots[at + 1] !== 0) {
		at = (at + 2) & mask;
	}

	slots[at] = hash;
	slots[at + 1] = taken;
}
