/**
 * Some rows of a frame, ascending, as positions; undefined stands for all of them. A list must not
 * be changed after it was passed on.
 */
export type Rows = Uint32Array | undefined;

export const noRows = new Uint32Array(0);

export function countRows(rows: Rows, rowCount: number): number {
	return rows === undefined ? rowCount : rows.length;
}

/** When fewer than one in so many rows are selected, what is costly is computed for those only. */
const fewShare = 8;

export function isFew(rows: Rows, rowCount: number): boolean {
	return rows !== undefined && rows.length * fewShare < rowCount;
}

/** Rows where the byte is 1. */
export function rowsOfMask(mask: Uint8Array, rows: Rows, rowCount: number): Rows {
	const most = countRows(rows, rowCount);
	const out = new Uint32Array(most);
	let count = 0;
	if (rows === undefined) {
		for (let row = 0; row < rowCount; row++) {
			out[count] = row;
			count += mask[row] as number;
		}
	} else {
		for (let index = 0; index < most; index++) {
			const row = rows[index] as number;
			out[count] = row;
			count += mask[row] as number;
		}
	}

	return finish(out, count, rowCount);
}

/** A list cut to its length; undefined when it has all rows. */
export function finish(out: Uint32Array, count: number, rowCount: number): Rows {
	if (count === rowCount) {
		return undefined;
	}

	if (count === 0) {
		return noRows;
	}

	// A short list must not keep a long buffer in memory.
	return count * 2 < out.length ? out.slice(0, count) : out.subarray(0, count);
}

/** Calls back for each row in ascending order. */
export function eachRow(rows: Rows, rowCount: number, visit: (row: number) => void): void {
	if (rows === undefined) {
		for (let row = 0; row < rowCount; row++) {
			visit(row);
		}
	} else {
		for (let index = 0; index < rows.length; index++) {
			visit(rows[index] as number);
		}
	}
}

/** The rows of `rows` that are not in `without`; both are ascending, and `without` is a subset. */
export function difference(rows: Rows, without: Rows, rowCount: number): Rows {
	if (without === undefined) {
		return noRows;
	}

	if (without.length === 0) {
		return rows;
	}

	const mask = new Uint8Array(rowCount).fill(1);
	for (let index = 0; index < without.length; index++) {
		mask[without[index] as number] = 0;
	}

	return rowsOfMask(mask, rows, rowCount);
}

/** Merges two ascending lists that have no common row. */
export function union(left: Rows, right: Rows, rowCount: number): Rows {
	if (left === undefined || right === undefined) {
		return undefined;
	}

	if (left.length === 0) {
		return right;
	}

	if (right.length === 0) {
		return left;
	}

	const mask = new Uint8Array(rowCount);
	for (const rows of [left, right]) {
		for (let index = 0; index < rows.length; index++) {
			mask[rows[index] as number] = 1;
		}
	}

	return rowsOfMask(mask, undefined, rowCount);
}
