import type { Codes } from '../../../../store/column/column.ts';
import type { Rows } from '../../frame/rows.ts';

/** How often each code occurs among the rows; shape `[size]`. */
export function histogram(codes: Codes, size: number, rows: Rows, rowCount: number): Uint32Array {
	const counts = new Uint32Array(size);
	if (rows !== undefined) {
		countSome(codes, rows, counts);
	} else if (codes instanceof Uint8Array) {
		countAll8(codes, rowCount, counts);
	} else if (codes instanceof Uint16Array) {
		countAll16(codes, rowCount, counts);
	} else {
		countAll32(codes, rowCount, counts);
	}

	return counts;
}

// One loop per width: a loop that sees one kind of array is fast.
function countAll8(codes: Uint8Array, rowCount: number, counts: Uint32Array): void {
	// With few codes, neighbouring rows often increment the same counter; four tables in turn avoid
	// the wait.
	const size = counts.length;
	const b = new Uint32Array(size);
	const c = new Uint32Array(size);
	const d = new Uint32Array(size);
	const whole = rowCount - (rowCount % 4);
	for (let row = 0; row < whole; row += 4) {
		counts[codes[row] as number]!++;
		b[codes[row + 1] as number]!++;
		c[codes[row + 2] as number]!++;
		d[codes[row + 3] as number]!++;
	}

	for (let row = whole; row < rowCount; row++) {
		counts[codes[row] as number]!++;
	}

	for (let code = 0; code < size; code++) {
		counts[code]! += (b[code] as number) + (c[code] as number) + (d[code] as number);
	}
}

function countAll16(codes: Uint16Array, rowCount: number, counts: Uint32Array): void {
	for (let row = 0; row < rowCount; row++) {
		counts[codes[row] as number]!++;
	}
}

function countAll32(codes: Uint32Array, rowCount: number, counts: Uint32Array): void {
	for (let row = 0; row < rowCount; row++) {
		counts[codes[row] as number]!++;
	}
}

function countSome(codes: Codes, rows: Uint32Array, counts: Uint32Array): void {
	for (let index = 0; index < rows.length; index++) {
		counts[codes[rows[index] as number] as number]!++;
	}
}

/** How often each pair occurs; the pair (a, b) is counted at `a * rightSize + b`. */
export function pairHistogram(
	left: Codes,
	leftSize: number,
	right: Codes,
	rightSize: number,
	rows: Rows,
	rowCount: number,
): Uint32Array {
	const counts = new Uint32Array(leftSize * rightSize);
	if (rows !== undefined) {
		countPairsSome(left, right, rightSize, rows, counts);
	} else {
		countPairsAll(
			widened(left, 0, rowCount),
			widened(right, 1, rowCount),
			rightSize,
			rowCount,
			counts,
		);
	}

	return counts;
}

function countPairsAll(
	left: Uint32Array,
	right: Uint32Array,
	rightSize: number,
	rowCount: number,
	counts: Uint32Array,
): void {
	for (let row = 0; row < rowCount; row++) {
		counts[(left[row] as number) * rightSize + (right[row] as number)]!++;
	}
}

function countPairsSome(
	left: Codes,
	right: Codes,
	rightSize: number,
	rows: Uint32Array,
	counts: Uint32Array,
): void {
	for (let index = 0; index < rows.length; index++) {
		const row = rows[index] as number;
		counts[(left[row] as number) * rightSize + (right[row] as number)]!++;
	}
}

const scratch: Uint32Array[] = [new Uint32Array(65_536), new Uint32Array(65_536)];

/**
 * Widening two columns costs a copy; one loop for nine kinds of pairs would be four times slower.
 */
function widened(codes: Codes, slot: 0 | 1, rowCount: number): Uint32Array {
	if (codes instanceof Uint32Array) {
		return codes;
	}

	let target = scratch[slot] as Uint32Array;
	if (target.length < rowCount) {
		target = new Uint32Array(rowCount);
		scratch[slot] = target;
	}

	target.set(codes.length > rowCount ? codes.subarray(0, rowCount) : codes);
	return target;
}
