import { ColumnBuilder } from '../column/column-builder.ts';
import type { GrowingColumn } from '../column/growing-column.ts';
import { tokensOf } from '../column/tokens.ts';
import type { Tokens } from '../column/tokens.ts';
import { ByteArena, grown } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import {
	checkedCountWord,
	checkedValueCountWord,
	codeBytesWord,
	codedCountWord,
	codesCapacityWord,
	codesWord,
	countWord,
	crowdedWord,
	lastCodeWord,
	lastLengthWord,
	lastStartWord,
	nextCheckWord,
	offsetsCapacityWord,
	offsetsWord,
	pooledFromWord,
	tableLengthWord,
	tableWord,
	tokensCapacityWord,
	tokensLengthWord,
	tokensWord,
	valueCountWord,
} from './assembly/layout.ts';
import type { Kernel } from './kernel.ts';

/** A column whose values are in the memory of a kernel. */
export class KernelColumn implements GrowingColumn {
	readonly path: string;
	readonly shapes: number[] = [];
	readonly #kernel: Kernel;
	readonly #id: number;
	/** The column after the kernel was left. */
	#builder: ColumnBuilder | undefined;
	/** A copy of the tokens, as far as a view has asked for them. */
	readonly #keptTokens = new ByteArena(0);
	#keptOffsets = new Uint32Array(1);
	#keptCount = 0;

	constructor(kernel: Kernel, id: number, path: string) {
		this.#kernel = kernel;
		this.#id = id;
		this.path = path;
	}

	#word(word: number): number {
		return this.#kernel.column(this.#id)[word] as number;
	}

	get valueCount(): number {
		return this.#builder?.valueCount ?? this.#word(valueCountWord);
	}

	get count(): number {
		return this.#builder?.count ?? this.#word(countWord);
	}

	get codedCount(): number {
		return this.#builder?.codedCount ?? this.#word(codedCountWord);
	}

	get pooledFrom(): number {
		if (this.#builder !== undefined) {
			return this.#builder.pooledFrom;
		}

		const from = this.#word(pooledFromWord);
		return from < 0 ? Infinity : from;
	}

	get codes(): Uint32Array | Uint16Array {
		return this.#builder?.codes ?? this.#codes(this.codedCount);
	}

	#codes(length: number): Uint32Array | Uint16Array {
		const { memory } = this.#kernel;
		const address = this.#word(codesWord);
		return this.#word(codeBytesWord) === 2
			? new Uint16Array(memory, address, length)
			: new Uint32Array(memory, address, length);
	}

	get approxBytes(): number {
		if (this.#builder !== undefined) {
			return this.#builder.approxBytes;
		}

		const words = this.#kernel.column(this.#id);
		return (
			(words[tokensCapacityWord] as number) +
			(words[offsetsCapacityWord] as number) * 4 +
			(words[codesCapacityWord] as number) * (words[codeBytesWord] as number) +
			(words[tableLengthWord] as number) * 4 +
			512
		);
	}

	borrowTokens(): Tokens {
		if (this.#builder !== undefined) {
			return this.#builder.borrowTokens();
		}

		const { memory } = this.#kernel;
		return tokensOf(
			new Uint8Array(memory, this.#word(tokensWord), this.#word(tokensLengthWord)),
			new Uint32Array(memory, this.#word(offsetsWord), this.valueCount + 1),
		);
	}

	/** Copies what was added since the last call. */
	keepTokens(): Tokens {
		if (this.#builder !== undefined) {
			return this.#builder.keepTokens();
		}

		const { bytes, view, offsets } = this.borrowTokens();
		const from = this.#keptTokens.length;
		this.#keptTokens.append({ bytes, view }, from, bytes.length - from);
		this.#keptOffsets = grown(this.#keptOffsets, offsets.length);
		this.#keptOffsets.set(offsets.subarray(this.#keptCount), this.#keptCount);
		this.#keptCount = offsets.length;
		return { ...this.#keptTokens.now(), offsets: this.#keptOffsets };
	}

	find(source: ByteSource, start: number, length: number, hash: number): number {
		return this.#builder === undefined
			? this.#kernel.find(this.#id, start, length, hash)
			: this.#builder.find(source, start, length, hash);
	}

	/** The column in TypeScript, from which this one reads afterwards. */
	toBuilder(): ColumnBuilder {
		if (this.#builder === undefined) {
			const builder = new ColumnBuilder(this.path, this.shapes);
			this.#restore(builder);
			this.#builder = builder;
		}

		return this.#builder;
	}

	#restore(builder: ColumnBuilder): void {
		const { memory } = this.#kernel;
		const words = this.#kernel.column(this.#id);
		const tokens = this.borrowTokens();
		const offsets = new Uint32Array(words[offsetsCapacityWord] as number);
		offsets.set(tokens.offsets);
		const address = words[tableWord] as number;
		builder.restore({
			tokens: tokens.bytes,
			tokensCapacity: words[tokensCapacityWord] as number,
			offsets,
			valueCount: this.valueCount,
			count: this.count,
			codes: this.#codes(words[codesCapacityWord] as number).slice(),
			codedCount: this.codedCount,
			pooledFrom: this.pooledFrom,
			last: [
				words[lastStartWord] as number,
				words[lastLengthWord] as number,
				words[lastCodeWord] as number,
			],
			table: new Int32Array(memory, address, words[tableLengthWord] as number).slice(),
			checks: [
				words[nextCheckWord] as number,
				words[checkedCountWord] as number,
				words[checkedValueCountWord] as number,
			],
			crowded: words[crowdedWord] === 1,
		});
	}
}
