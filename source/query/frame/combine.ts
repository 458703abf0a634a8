import { countRows, type Rows } from './rows.ts';
import type { Codes, Vector } from './vector.ts';

/**
 * Distinct combinations of the codes of several vectors: one code per row, and the parts of each
 * code.
 */
export interface Combination {
	readonly codes: Codes;
	readonly size: number;
	/** False when there are nearly as many combinations as rows. */
	readonly repeats: boolean;
	/** Code of input `index` in combination `code`. */
	part(code: number, index: number): number;
}

/**
 * With at most this many pairs, a dense table is cheaper than a hash; 1 MiB stays in the
 * second-level cache.
 */
const denseCellsMax = 262_144;

/**
 * Numbers the combinations that occur in `rows`. Inputs that share the same codes are free.
 *
 * @param vectors - at least one
 */
export function combine(vectors: readonly Vector[], rows: Rows, rowCount: number): Combination {
	const distinct: Vector[] = [];
	const slots = vectors.map(vector => {
		const known = distinct.findIndex(other => other.codes === vector.codes);
		return known >= 0 ? known : distinct.push(vector) - 1;
	});
	const varying = distinct
		.map((vector, index) => ({ vector, index }))
		.filter(v => v.vector.size > 1);
	if (varying.length === 0) {
		const [only] = distinct;
		return { codes: (only as Vector).codes, size: 1, repeats: true, part: () => 0 };
	}

	// Small dictionaries come first, so that there are few pairs and the dense table stays small.
	varying.sort((a, b) => a.vector.size - b.vector.size);
	const [first, ...others] = varying as [(typeof varying)[0], ...typeof varying];
	let codes: Codes = first.vector.codes;
	let size = first.vector.size;
	const levels: Pairs[] = [];
	for (const other of others) {
		const pairs = combinePair(codes, size, other.vector, rows, rowCount);
		levels.push(pairs);
		codes = pairs.codes;
		size = pairs.count;
	}

	const order = varying.map(v => v.index);
	return {
		codes,
		size,
		repeats: others.length === 0 ? first.vector.repeats : size * 2 <= countRows(rows, rowCount),
		part: partOf(levels, order, slots),
	};
}

interface Pairs {
	readonly codes: Uint32Array;
	readonly count: number;
	readonly left: Uint32Array;
	readonly right: Uint32Array;
}

/** Walks down from the last level; the right side of level n is input n + 1. */
function partOf(
	levels: readonly Pairs[],
	order: readonly number[],
	slots: readonly number[],
): (code: number, index: number) => number {
	const depths = slots.map(slot => order.indexOf(slot));
	return (code, index) => {
		const depth = depths[index] as number;
		if (depth < 0) {
			return 0;
		}

		let current = code;
		for (let level = levels.length - 1; level >= 0; level--) {
			const pairs = levels[level] as Pairs;
			if (level + 1 === depth) {
				return pairs.right[current] as number;
			}

			current = pairs.left[current] as number;
		}

		return current;
	};
}

function combinePair(
	left: Codes,
	leftSize: number,
	right: Vector,
	rows: Rows,
	rowCount: number,
): Pairs {
	const cells = leftSize * right.size;
	const most = Math.min(cells, countRows(rows, rowCount));
	const pairs = {
		codes: new Uint32Array(rowCount),
		left: new Uint32Array(most),
		right: new Uint32Array(most),
	};
	const count =
		cells <= denseCellsMax
			? pairDense(left, right.codes, right.size, cells, rows, rowCount, pairs)
			: pairHash(left, right.codes, rows, rowCount, pairs);
	return { ...pairs, count };
}

type PairsOut = Pick<Pairs, 'codes' | 'left' | 'right'>;

function pairDense(
	left: Codes,
	right: Codes,
	rightSize: number,
	cells: number,
	rows: Rows,
	rowCount: number,
	out: PairsOut,
): number {
	// 0 is "not seen": the table holds codes plus one.
	const table = new Uint32Array(cells);
	const most = countRows(rows, rowCount);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const a = left[row] as number;
		const b = right[row] as number;
		const cell = a * rightSize + b;
		let code = table[cell] as number;
		if (code === 0) {
			out.left[count] = a;
			out.right[count] = b;
			code = ++count;
			table[cell] = code;
		}

		out.codes[row] = code - 1;
	}

	return count;
}

function pairHash(left: Codes, right: Codes, rows: Rows, rowCount: number, out: PairsOut): number {
	const most = countRows(rows, rowCount);
	let capacity = 1024;
	while (capacity < most * 2) {
		capacity *= 2;
	}

	const mask = capacity - 1;
	const table = new Uint32Array(capacity);
	let count = 0;
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const a = left[row] as number;
		const b = right[row] as number;
		let slot = (Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b)) >>> 0;
		slot = (slot ^ (slot >>> 15)) & mask;
		for (;;) {
			const code = table[slot] as number;
			if (code === 0) {
				out.left[count] = a;
				out.right[count] = b;
				table[slot] = ++count;
				out.codes[row] = count - 1;
				break;
			}

			if (out.left[code - 1] === a && out.right[code - 1] === b) {
				out.codes[row] = code - 1;
				break;
			}

			slot = (slot + 1) & mask;
		}
	}

	return count;
}
