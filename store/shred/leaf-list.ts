import {
	beyondAsciiWord,
	leafCountWord,
	leafHeaderWords,
	positionsWord,
} from '../kernel/assembly/layout.ts';
import { leavesMax } from './limits.ts';

/** The first columns; the index of their value in a record is known without a search. */
const watchedMax = leafHeaderWords - positionsWord;

/** Numbers of four bytes that a list takes. */
export const leafListWords = leafHeaderWords + 5 * leavesMax;

const nothing = new Int32Array(0);

/**
 * The values of one record, in record order. The list is reused for the next record. It may be in
 * the memory of the kernel, and moves with it.
 */
export class LeafList {
	/** By column, for the first `watchedMax` columns: index of its value, or -1. */
	positions = nothing;
	columns = nothing;
	starts = nothing;
	ends = nothing;
	/** The value's code when it was recognised; else 0, and `hashes` has its hash. */
	codes = nothing;
	hashes = nothing;
	#words = nothing;

	constructor(words = new Int32Array(leafListWords)) {
		this.seat(words);
	}

	get count(): number {
		return this.#words[leafCountWord] as number;
	}

	/** Whether the kernel found bytes beyond ASCII in a string. False is certain. */
	get beyondAscii(): boolean {
		return this.#words[beyondAsciiWord] === 1;
	}

	/** Copies the list to other memory, and is there from then on. */
	moveTo(words: Int32Array<ArrayBuffer>): void {
		words.set(this.#words);
		this.seat(words);
	}

	/** Says where the memory of the list is now, which moved with its contents. */
	seat(words: Int32Array<ArrayBuffer>): void {
		const list = (index: number): Int32Array<ArrayBuffer> => {
			const start = leafHeaderWords + index * leavesMax;
			return words.subarray(start, start + leavesMax);
		};

		this.#words = words;
		this.positions = words.subarray(positionsWord, positionsWord + watchedMax);
		this.columns = list(0);
		this.starts = list(1);
		this.ends = list(2);
		this.codes = list(3);
		this.hashes = list(4);
	}

	clear(): void {
		this.#words[leafCountWord] = 0;
		this.#words[beyondAsciiWord] = 0;
		this.positions.fill(-1);
	}

	/** Must not be called when the list is full. */
	push(column: number, start: number, end: number, code: number, hash: number): void {
		const at = this.count;
		this.#words[leafCountWord] = at + 1;
		if (column < watchedMax) {
			this.positions[column] = at;
		}

		this.columns[at] = column;
		this.starts[at] = start;
		this.ends[at] = end;
		this.codes[at] = code;
		this.hashes[at] = hash;
	}

	/** Removes every value whose column is in `dropped`. */
	drop(dropped: (column: number) => boolean): void {
		let kept = 0;
		for (let at = 0; at < this.count; at += 1) {
			if (!dropped(this.columns[at] as number)) {
				for (const list of [this.columns, this.starts, this.ends, this.codes, this.hashes]) {
					list[kept] = list[at] as number;
				}

				kept += 1;
			}
		}

		this.#words[leafCountWord] = kept;
		const columns = this.columns.subarray(0, kept);
		this.positions.forEach((_, column) => {
			this.positions[column] = columns.lastIndexOf(column);
		});
	}
}
