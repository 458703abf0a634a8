import type { Elements, Operand } from '../elements.ts';
import type { Value } from '../value.ts';

/** One code per row, in the narrowest width that fits. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/**
 * The JSON tokens of codes as UTF-8: the token of code `c` is at `[offsets[c - 1], offsets[c])`.
 */
export interface TokenBytes {
	readonly bytes: Uint8Array;
	readonly offsets: Uint32Array;
}

/**
 * A field during a run: one code per row and one value per code, like a column of the store. Values
 * are tested once per code, not once per row.
 */
export interface Vector {
	/** Shape `[rowCount]` of the frame; rows outside the frame's selection may hold anything. */
	readonly codes: Codes;
	/** Every code is below `size`. */
	readonly size: number;
	/**
	 * False when codes hardly repeat, as in a pool or for times; a table by code is then not worth
	 * it.
	 */
	readonly repeats: boolean;
	/** Code 0 of a stored column means "nothing there": null. */
	value(code: number): Value;
	/** Identifies the codes across queries, when they are of a sealed segment: `seg|path`. */
	readonly identity?: string;
	/** The tokens of the values, when equal values have equal tokens. */
	readonly tokens?: () => TokenBytes | undefined;
	/** Present where the path of the field crosses lists. */
	readonly list?: ListOfVector;
}

/** The elements of a field whose path crosses lists. */
export interface ListOfVector {
	/** The elements that a code stands for; undefined when it stands for one value. */
	elements(code: number): Elements | undefined;
	/**
	 * Vectors with the elements of each row: those in it that are not null. Much cheaper than the codes
	 * of the field where a test finds little. Undefined where only the codes tell.
	 */
	columns(): readonly Vector[] | undefined;
}

/** What an expression reads of a code. */
export function operandAt(vector: Vector, code: number): Operand {
	return vector.list?.elements(code) ?? vector.value(code);
}

/** Whether the value of a code, or one of its elements, passes. */
export function passes(vector: Vector, code: number, test: (value: Value) => boolean): boolean {
	const elements = vector.list?.elements(code);
	return elements === undefined ? test(vector.value(code)) : elements.values.some(test);
}

/** The elements of codes that other rows have. */
export function listWithoutColumns({ list }: Vector): Pick<Vector, 'list'> {
	return list === undefined
		? {}
		: { list: { elements: code => list.elements(code), columns: () => undefined } };
}

const nothing = new Uint8Array(0);
let zeros: Uint8Array = nothing;

/** Codes that are all 0, shared by all constants. */
function zeroCodes(rowCount: number): Uint8Array {
	if (zeros.length < rowCount) {
		zeros = new Uint8Array(Math.max(rowCount, 65_536));
	}

	return zeros;
}

/** The code of one row. Loops over all rows read `codes` directly. */
export function codeAt({ codes }: Vector, row: number): number {
	return codes[row] as number;
}

/** The value of one row. */
export function valueAt(vector: Vector, row: number): Value {
	return vector.value(codeAt(vector, row));
}

export function constantVector(value: Value, rowCount: number): Vector {
	return { codes: zeroCodes(rowCount), size: 1, repeats: true, value: () => value };
}

/** Up to this many codes, a list with an entry for every code is cheaper than a map. */
const listedCodesMax = 4096;

/** Caches the result of `compute` by code. */
export function memoByCode<T>(size: number, compute: (code: number) => T): (code: number) => T {
	if (size > listedCodesMax) {
		const known = new Map<number, T>();
		return code => {
			const before = known.get(code);
			if (before !== undefined || known.has(code)) {
				return before as T;
			}

			const value = compute(code);
			known.set(code, value);
			return value;
		};
	}

	const list = new Array<T | undefined>(size);
	const seen = new Uint8Array(size);
	return code => {
		if (seen[code] === 1) {
			return list[code] as T;
		}

		const value = compute(code);
		seen[code] = 1;
		list[code] = value;
		return value;
	};
}

/** A vector with one code per row, so that a value is computed only for the rows that are read. */
export function rowVector(rowCount: number, value: (row: number) => Value): Vector {
	return { codes: identityCodes(rowCount), size: rowCount, repeats: false, value };
}

let identityScratch = new Uint32Array(0);

/** `0, 1, 2, …`: shared, must not be written to. */
export function identityCodes(rowCount: number): Uint32Array {
	if (identityScratch.length < rowCount) {
		identityScratch = new Uint32Array(Math.max(rowCount, 65_536));
		for (let row = 0; row < identityScratch.length; row++) {
			identityScratch[row] = row;
		}
	}

	return identityScratch;
}

/** An array of the narrowest codes for `size` values. */
export function newCodes(rowCount: number, size: number): Codes {
	if (size <= 0x1_00) {
		return new Uint8Array(rowCount);
	}

	return size <= 0x1_00_00 ? new Uint16Array(rowCount) : new Uint32Array(rowCount);
}

/** The vector of what `compute` makes of each value. */
export function mapped(vector: Vector, compute: (value: Value) => Value): Vector {
	const { codes, size, repeats } = vector;
	return { codes, size, repeats, value: memoByCode(size, code => compute(vector.value(code))) };
}
