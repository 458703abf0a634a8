import { ByteArena, equalBytes, grown, viewOf } from '../shred/bytes.ts';
import type { ByteSource } from '../shred/bytes.ts';
import type { GrowingColumn } from './growing-column.ts';
import { firstCheckCount, poolShare, probesMax } from './pooling.ts';
import type { Tokens } from './tokens.ts';

/** Everything a column consists of, in arrays of its own. */
export interface ColumnState {
	readonly tokens: Uint8Array;
	readonly tokensCapacity: number;
	readonly offsets: Uint32Array<ArrayBuffer>;
	readonly valueCount: number;
	readonly count: number;
	readonly codes: Uint32Array | Uint16Array;
	readonly codedCount: number;
	readonly pooledFrom: number;
	/** Start, length and code of the token that was added or found last. */
	readonly last: readonly [number, number, number];
	readonly table: Int32Array<ArrayBuffer>;
	/** The next check, and the counts of the last one. */
	readonly checks: readonly [number, number, number];
	readonly crowded: boolean;
}

/**
 * One growing column: the distinct tokens of a path in order of arrival, and the code of each
 * value. Only records with the path have a value here; their shape shows which records these are.
 *
 * Everything is append-only, so a reader that remembers the counts has a stable snapshot. A column
 * of mostly unique values becomes a pool: from then on each value gets the next code without being
 * looked up, and no codes are kept for them.
 */
export class ColumnBuilder implements GrowingColumn {
	readonly path: string;
	readonly shapes: number[];
	tokens = new ByteArena(32);
	/** The token of code `c` is at `[offsets[c - 1], offsets[c])`. */
	offsets = new Uint32Array(8);
	valueCount = 0;
	/** Number of values, one per record that has the path. */
	count = 0;
	/**
	 * Codes of the first `codedCount` values; later values have consecutive codes from `pooledFrom
	 * + 1`.
	 */
	codes: Uint32Array | Uint16Array = new Uint16Array(8);
	codedCount = 0;
	/** Codes above this one were never looked up; Infinity while the column is a dictionary. */
	pooledFrom = Infinity;
	/**
	 * The token that was added or found last, as a guess for the next one; length 0 means no guess.
	 */
	lastStart = 0;
	lastLength = 0;
	lastCode = 0;

	/** Pairs of hash and code; code 0 is an empty slot. */
	#table = new Int32Array(32);
	#nextCheck = firstCheckCount;
	#checkedCount = 0;
	#checkedValueCount = 0;
	#crowded = false;

	constructor(path: string, shapes: number[] = []) {
		this.path = path;
		this.shapes = shapes;
	}

	/**
	 * Adds the value of one more record.
	 *
	 * @param code - the token's code when the caller knows it, else 0
	 * @param hash - the token's hash; not read when the code is known
	 */
	add(source: ByteSource, start: number, length: number, code: number, hash: number): void {
		this.count += 1;
		if (this.pooledFrom !== Infinity) {
			this.#append(source, start, length);
			return;
		}

		const known = code === 0 ? this.#intern(source, start, length, hash) : code;
		this.#pushCode(known);
		if (this.#crowded) {
			this.#becomePool();
		} else if (this.count === this.#nextCheck) {
			this.#check();
		}
	}

	/** Becomes what a column of the kernel was. The arrays but `tokens` are kept. */
	restore(state: ColumnState): void {
		this.tokens = new ByteArena(state.tokensCapacity);
		this.tokens.append({ bytes: state.tokens, view: viewOf(state.tokens) }, 0, state.tokens.length);
		this.offsets = state.offsets;
		this.valueCount = state.valueCount;
		this.count = state.count;
		this.codes = state.codes;
		this.codedCount = state.codedCount;
		this.pooledFrom = state.pooledFrom;
		[this.lastStart, this.lastLength, this.lastCode] = state.last;
		this.#table = state.table;
		[this.#nextCheck, this.#checkedCount, this.#checkedValueCount] = state.checks;
		this.#crowded = state.crowded;
	}

	borrowTokens(): Tokens {
		return { ...this.tokens.now(), offsets: this.offsets };
	}

	keepTokens(): Tokens {
		return this.borrowTokens();
	}

	/** The code of a token, or 0. Only the dictionary is searched, not the pool. */
	find(source: ByteSource, start: number, length: number, hash: number): number {
		return this.pooledFrom === Infinity
			? (this.#table[this.#slot(source, start, length, hash) + 1] as number)
			: 0;
	}

	/** The slot of a token, or the free slot for it. */
	#slot(source: ByteSource, start: number, length: number, hash: number): number {
		const table = this.#table;
		const mask = table.length - 2;
		let slot = (hash << 1) & mask;
		for (let probes = 0; ; probes += 1) {
			const code = table[slot + 1] as number;
			if (code === 0) {
				return slot;
			}

			if (table[slot] === hash) {
				const known = this.offsets[code - 1] as number;
				if (
					(this.offsets[code] as number) - known === length &&
					equalBytes(source.view, start, this.tokens.view, known, length)
				) {
					return slot;
				}
			}

			this.#crowded ||= probes === probesMax;
			slot = (slot + 2) & mask;
		}
	}

	#intern(source: ByteSource, start: number, length: number, hash: number): number {
		const slot = this.#slot(source, start, length, hash);
		let code = this.#table[slot + 1] as number;
		if (code === 0) {
			code = this.#append(source, start, length);
			this.#table[slot] = hash;
			this.#table[slot + 1] = code;
			if (code * 4 > this.#table.length) {
				this.#growTable();
			}
		}

		this.lastStart = this.offsets[code - 1] as number;
		this.lastLength = length;
		this.lastCode = code;
		return code;
	}

	#append(source: ByteSource, start: number, length: number): number {
		const code = ++this.valueCount;
		this.offsets = grown(this.offsets, code + 1);
		this.tokens.append(source, start, length);
		this.offsets[code] = this.tokens.length;
		return code;
	}

	#pushCode(code: number): void {
		const at = this.codedCount++;
		if (code > 0xffff && this.codes instanceof Uint16Array) {
			this.codes = Uint32Array.from(this.codes);
		}

		if (at === this.codes.length) {
			const wider = new (this.codes.constructor as new (length: number) => Uint16Array)(at * 2);
			wider.set(this.codes);
			this.codes = wider;
		}

		this.codes[at] = code;
	}

	#growTable(): void {
		const old = this.#table;
		const table = new Int32Array(old.length * 2);
		const mask = table.length - 2;
		for (let from = 0; from < old.length; from += 2) {
			if (old[from + 1] !== 0) {
				let slot = ((old[from] as number) << 1) & mask;
				while (table[slot + 1] !== 0) {
					slot = (slot + 2) & mask;
				}

				table[slot] = old[from] as number;
				table[slot + 1] = old[from + 1] as number;
			}
		}

		this.#table = table;
	}

	#check(): void {
		const fresh = this.valueCount - this.#checkedValueCount;
		if (fresh > (this.count - this.#checkedCount) * poolShare) {
			this.#becomePool();
		}

		this.#checkedCount = this.count;
		this.#checkedValueCount = this.valueCount;
		this.#nextCheck *= 2;
	}

	#becomePool(): void {
		this.pooledFrom = this.valueCount;
		this.lastLength = 0;
	}

	get approxBytes(): number {
		return (
			this.tokens.bytes.length +
			this.offsets.byteLength +
			this.codes.byteLength +
			this.#table.byteLength +
			512
		);
	}
}
