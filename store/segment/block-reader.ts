import { crc32 } from 'node:zlib';
import type { DecodedCache } from '../bounded-cache.ts';
import type { Decoder } from '../column/codec.ts';
import { messageOf } from '../errors.ts';
import { blockFieldCount } from './block-writer.ts';
import type { BlockRef } from './block-writer.ts';

/** Larger blocks hold one payload, which is kept decoded; others are asked for again. */
const sharedBytesMax = 128 * 1024;

/** Of an array and its entry in the cache. */
const blockOverheadBytes = 300;

/** Reads one group of a segment. The bytes are borrowed: valid inside `take` only. */
export type GroupReader = <T>(name: string, take: (bytes: Uint8Array) => T) => T;

/** Reads payloads back, one block at a time. */
export class BlockReader {
	readonly #directory: readonly number[];
	readonly #codec: Decoder;
	readonly #readGroup: GroupReader;
	readonly #cache: DecodedCache;
	readonly #keyPrefix: string;
	/** By block: 1 when it was read here and was what was written. */
	readonly #proven: Uint8Array;

	/** @param cache - keeps inflated blocks, under the prefix and a number */
	constructor(
		directory: readonly number[],
		codec: Decoder,
		readGroup: GroupReader,
		cache: DecodedCache,
		keyPrefix: string,
	) {
		this.#directory = directory;
		this.#codec = codec;
		this.#readGroup = readGroup;
		this.#cache = cache;
		this.#keyPrefix = keyPrefix;
		this.#proven = new Uint8Array(directory.length / blockFieldCount);
	}

	/**
	 * @returns borrowed: shared with other payloads of the block, must not be written to
	 * @throws RangeError when the bytes there are not the ones that were written
	 */
	read([first, offset, length]: BlockRef): Uint8Array {
		if (length === 0) {
			return new Uint8Array(0);
		}

		const start = this.#block(first);
		if (offset + length <= start.length) {
			return start.subarray(offset, offset + length);
		}

		const whole = new Uint8Array(length);
		let filled = 0;
		for (let block = first; filled < length; block += 1) {
			const raw = this.#block(block).subarray(block === first ? offset : 0);
			whole.set(raw.subarray(0, length - filled), filled);
			filled += raw.length;
		}

		return whole;
	}

	get count(): number {
		return this.#directory.length / blockFieldCount;
	}

	/** Reads all blocks; what is wrong with each that is not what was written. */
	faults(): readonly string[] {
		const faults: string[] = [];
		for (let block = 0; block < this.count; block++) {
			try {
				this.#readBlock(block);
			} catch (error) {
				faults.push(messageOf(error));
			}
		}

		return faults;
	}

	#block(block: number): Uint8Array {
		const key = `${this.#keyPrefix}${block}`;
		const known = this.#cache.get(key) as Uint8Array | undefined;
		if (known !== undefined) {
			return known;
		}

		const raw = this.#readBlock(block);
		if (raw.length < sharedBytesMax) {
			this.#cache.set(key, raw, raw.length + blockOverheadBytes);
		}

		return raw;
	}

	/**
	 * Shows the stored bytes of a payload that is not compressed, block by block, until the answer is
	 * true: whether it was. Nothing is copied or kept.
	 *
	 * @param test - `bytes` are borrowed; `from` is how many came before
	 */
	some(
		[first, offset, length]: BlockRef,
		test: (bytes: Uint8Array, from: number) => boolean,
	): boolean {
		for (let block = first, from = 0; from < length; block++) {
			const start = block === first ? offset : 0;
			const taken = this.#stored(block, (stored, { rawLength, isCompressed }) => {
				const end = Math.min(rawLength, start + length - from);
				if (isCompressed || end <= start) {
					throw new RangeError(`block ${block} has no units`);
				}

				const answer = test(stored.subarray(start, end), from);
				return { answer, next: from + end - start };
			});
			if (taken.answer) {
				return true;
			}

			from = taken.next;
		}

		return false;
	}

	#readBlock(block: number): Uint8Array {
		return this.#stored(block, (stored, { rawLength, isCompressed }) => {
			const raw = isCompressed ? this.#codec.decompress(stored, rawLength) : new Uint8Array(stored);
			if (raw.length !== rawLength) {
				throw new RangeError(`block ${block}: ${raw.length} bytes instead of ${rawLength}`);
			}

			return raw;
		});
	}

	/** Lends the bytes of a block as they are stored, held against their checksum. */
	#stored<T>(
		block: number,
		take: (
			stored: Uint8Array,
			form: { readonly rawLength: number; readonly isCompressed: boolean },
		) => T,
	): T {
		const at = block * blockFieldCount;
		const [group, offset = 0, storedLength = 0, rawLength = 0, isCompressed, crc] =
			this.#directory.slice(at, at + blockFieldCount);
		if (group === undefined) {
			throw new RangeError(`block ${block} of ${this.count}`);
		}

		return this.#readGroup(String(group), bytes => {
			const stored = bytes.subarray(offset, offset + storedLength);
			const isWhole = stored.length === storedLength;
			if (!isWhole || (this.#proven[block] !== 1 && crc32(stored) !== crc)) {
				throw new RangeError(`block ${block} in group ${group} is not what was written`);
			}

			this.#proven[block] = 1;
			return take(stored, { rawLength, isCompressed: isCompressed === 1 });
		});
	}
}
