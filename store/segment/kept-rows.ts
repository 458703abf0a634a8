import { ByteArena, grown, viewOf } from '../shred/bytes.ts';

/** The delivered bytes of rows that the columns cannot rebuild. */
export interface KeptBytes {
	readonly bytes: Uint8Array;
	readonly count: number;
	/** Ascending. */
	readonly rows: Uint32Array;
	/** The bytes of row `rows[i]` are at `[offsets[i], offsets[i + 1])`. */
	readonly offsets: Uint32Array;
}

/** The kept bytes of a row, borrowed; undefined when it has none. */
export function keptOf(kept: KeptBytes, row: number): Uint8Array | undefined {
	let low = 0;
	let high = kept.count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((kept.rows[middle] as number) < row) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low < kept.count && kept.rows[low] === row
		? kept.bytes.subarray(kept.offsets[low], kept.offsets[low + 1])
		: undefined;
}

/** Kept bytes of a growing segment. */
export class KeptRows implements KeptBytes {
	count = 0;
	rows = new Uint32Array(8);
	offsets = new Uint32Array(9);
	readonly #arena = new ByteArena(64);

	get bytes(): Uint8Array {
		return this.#arena.bytes;
	}

	get byteCount(): number {
		return this.#arena.length;
	}

	add(row: number, delivered: Uint8Array): void {
		const at = this.count++;
		this.rows = grown(this.rows, this.count);
		this.offsets = grown(this.offsets, this.count + 1);
		this.rows[at] = row;
		this.#arena.append({ bytes: delivered, view: viewOf(delivered) }, 0, delivered.length);
		this.offsets[this.count] = this.#arena.length;
	}
}
