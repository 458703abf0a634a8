import { leavesMax } from './limits.ts';

/** The first columns; the index of their value in a record is known without a search. */
const watchedMax = 4;

/** The values of one record, in record order. The list is reused for the next record. */
export class LeafList {
	count = 0;
	/** By column, for the first `watchedMax` columns: index of its value, or -1. */
	readonly positions = new Int32Array(watchedMax);
	readonly columns = new Int32Array(leavesMax);
	readonly starts = new Int32Array(leavesMax);
	readonly ends = new Int32Array(leavesMax);
	/** The value's code when it was recognised; else 0, and `hashes` has its hash. */
	readonly codes = new Int32Array(leavesMax);
	readonly hashes = new Int32Array(leavesMax);

	clear(): void {
		this.count = 0;
		this.positions.fill(-1);
	}

	/** Must not be called when the list is full. */
	push(column: number, start: number, end: number, code: number, hash: number): void {
		const at = this.count++;
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

		this.count = kept;
		const columns = this.columns.subarray(0, kept);
		this.positions.forEach((_, column) => {
			this.positions[column] = columns.lastIndexOf(column);
		});
	}
}
