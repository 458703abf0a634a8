import { copyBytes, equalBytes, type ByteSource } from '../../../../store/index.ts';

const blockBits = 16;
/** Bytes of an ordinary block; a longer text gets a larger block for itself. */
const blockBytes = 1 << blockBits;
/** Offsets are stored as 32-bit numbers. */
const offsetsMax = 2 ** 32;

interface Block extends ByteSource {
	readonly bytes: Buffer;
	/** Offset of its first byte. */
	readonly first: number;
}

/**
 * Texts as UTF-8 in blocks, so that growing needs no copy. A text is identified by its offset;
 * offsets continue from block to block.
 */
export class TextBlocks {
	/** By the upper bits of an offset; a long block has several entries. */
	readonly #blocks: Block[] = [];
	#heldBytes = 0;
	/** First free offset in the current block, and the end of that block. */
	#next = 0;
	#end = 0;
	readonly #offsetsMax: number;

	/** @param most - bytes of all blocks together */
	constructor(most = offsetsMax) {
		this.#offsetsMax = most;
	}

	/** Bytes of memory. */
	get bytes(): number {
		return this.#heldBytes;
	}

	/**
	 * Copies a text and returns its offset.
	 *
	 * @throws RangeError when all texts together would need more than 4 GiB
	 */
	append(from: ByteSource, start: number, length: number): number {
		// One byte is kept free, so that an empty text also begins inside a block.
		if (this.#next + length >= this.#end) {
			const bytes = Buffer.allocUnsafeSlow(Math.max(length + 1, blockBytes));
			this.#next = this.#addBlock(bytes);
			this.#end = this.#next + bytes.length;
		}

		const offset = this.#next;
		this.#next += length;
		const block = this.#blockOf(offset);
		copyBytes(from, start, length, block, offset - block.first);
		return offset;
	}

	/**
	 * Keeps bytes instead of copying texts from them; they must never change.
	 *
	 * @returns offset of the first byte
	 * @throws RangeError as `append`
	 */
	adopt({ bytes }: ByteSource): number {
		return this.#addBlock(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
	}

	equals(offset: number, from: ByteSource, start: number, length: number): boolean {
		const block = this.#blockOf(offset);
		return equalBytes(from.view, start, block.view, offset - block.first, length);
	}

	text(offset: number, length: number): string {
		const { bytes, first } = this.#blockOf(offset);
		return bytes.toString('utf8', offset - first, offset - first + length);
	}

	#blockOf(offset: number): Block {
		return this.#blocks[offset >>> blockBits] as Block;
	}

	#addBlock(bytes: Buffer): number {
		const first = this.#blocks.length * blockBytes;
		const covered = Math.ceil(bytes.length / blockBytes);
		if (first + covered * blockBytes > this.#offsetsMax) {
			throw new RangeError('the distinct values of a field hold more than 4 GiB');
		}

		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const block = { bytes, view, first };
		for (let index = 0; index < covered; index++) {
			this.#blocks.push(block);
		}

		this.#heldBytes += bytes.length;
		return first;
	}
}
