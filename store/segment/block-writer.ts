import { crc32 } from 'node:zlib';
import type { Codec } from '../column/codec.ts';

/**
 * Largest size of a block before compression, in bytes. A multiple of twelve, so that no unit of
 * packed texts is in two.
 */
const blockBytesMax = 1024 * 1024 - 4;
/** Largest size of a group, in bytes; a block is never split between groups. */
const groupBytesMax = 1024 * 1024 + 64 * 1024;
/** Smaller payloads share blocks of about this size. */
const sharedBlockBytes = 64 * 1024;
/** A block is stored compressed only when that saves at least this share of its bytes. */
const savedShare = 0.03;

/**
 * The position of a payload: bytes `[offset, offset + length)`, counted through the blocks from
 * `block` on.
 */
export type BlockRef = readonly [block: number, offset: number, length: number];

/** Numbers per block in the directory. */
export const blockFieldCount = 6;

/** Collects payloads into blocks, and blocks into groups. */
export class BlockWriter {
	/**
	 * `blockFieldCount` numbers per block: group, offset, stored and raw bytes, compressed?, CRC.
	 */
	readonly directory: number[] = [];
	readonly groups: Uint8Array[][] = [[]];
	readonly #codec: Codec;
	#groupBytes = 0;
	#shared: Uint8Array[] = [];
	#sharedBytes = 0;
	/** Number reserved for the shared block; blocks added meanwhile get later numbers. */
	#sharedBlock = -1;

	constructor(codec: Codec) {
		this.#codec = codec;
	}

	/** @param payload - copied or compressed before the next call */
	add(payload: Uint8Array, compressible = true): BlockRef {
		if (payload.length === 0) {
			return [0, 0, 0];
		}

		return compressible && payload.length < sharedBlockBytes / 2
			? this.#share(payload)
			: this.#addBlocks(payload, compressible);
	}

	#share(payload: Uint8Array): BlockRef {
		if (this.#sharedBlock < 0) {
			this.#sharedBlock = this.#newBlock();
		}

		const ref: BlockRef = [this.#sharedBlock, this.#sharedBytes, payload.length];
		this.#shared.push(payload.slice());
		this.#sharedBytes += payload.length;
		if (this.#sharedBytes >= sharedBlockBytes) {
			this.flush();
		}

		return ref;
	}

	/** Writes everything that is pending. Must be the last call. */
	flush(): void {
		if (this.#sharedBlock >= 0) {
			this.#fill(this.#sharedBlock, Buffer.concat(this.#shared), true);
			this.#shared = [];
			this.#sharedBytes = 0;
			this.#sharedBlock = -1;
		}
	}

	#addBlocks(payload: Uint8Array, compressible: boolean): BlockRef {
		let first = -1;
		for (let at = 0; at < payload.length; at += blockBytesMax) {
			const block = this.#newBlock();
			first = first < 0 ? block : first;
			this.#fill(block, payload.subarray(at, at + blockBytesMax), compressible);
		}

		return [first, 0, payload.length];
	}

	#newBlock(): number {
		const block = this.directory.length / blockFieldCount;
		this.directory.push(...new Array<number>(blockFieldCount).fill(0));
		return block;
	}

	#fill(block: number, raw: Uint8Array, compressible: boolean): void {
		const compressed = compressible ? this.#codec.compress(raw) : raw;
		const pays = compressed.length < raw.length * (1 - savedShare);
		const stored = pays ? compressed : raw.slice();
		if (this.#groupBytes > 0 && this.#groupBytes + stored.length > groupBytesMax) {
			this.groups.push([]);
			this.#groupBytes = 0;
		}

		const group = this.groups.length - 1;
		const fields = [
			group,
			this.#groupBytes,
			stored.length,
			raw.length,
			pays ? 1 : 0,
			crc32(stored),
		];
		fields.forEach((field, index) => {
			this.directory[block * blockFieldCount + index] = field;
		});
		this.groups[group]?.push(stored);
		this.#groupBytes += stored.length;
	}
}
