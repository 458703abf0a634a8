import type { Value } from '../value.ts';

/** One code a row, in the narrowest width that holds them. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The JSON tokens behind codes as UTF-8: code `c` is the text at `[offsets[c - 1], offsets[c])`. */
export interface TokenBytes {
	readonly bytes: Uint8Array;
	readonly offsets: Uint32Array;
}

/**
 * A field in flight: one code a row and one value a code, like a column of the store. Whatever
 * asks about values asks once per code, never once per row.
 */
export interface Vector {
	/** Shape `[rowCount]` of the frame; rows outside the frame's selection may hold anything. */
	readonly codes: Codes;
	/** Every code is below `size`. */
	readonly size: number;
	/** False when codes hardly repeat (a pool, a time): then a table by code does not pay. */
	readonly repeats: boolean;
	/** Code 0 of a stored column is "nothing there": null. */
	value(code: number): Value;
	/** Names the codes across queries, when they stand in a sealed segment: `seg|path`. */
	readonly identity?: string;
	/** The tokens behind the values, where each value is told by its token. */
	readonly tokens?: () => TokenBytes | undefined;
}

const nothing = new Uint8Array(0);
let zeros: Uint8Array = nothing;

/** Codes that are all 0, shared by every constant. */
function zeroCodes(rowCount: number): Uint8Array {
	if (zeros.length < rowCount) {
		zeros = new Uint8Array(Math.max(rowCount, 65_536));
	}

	return zeros;
}

/** The code of one row. Loops that read every row read `codes` themselves. */
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

/** Up to here a list with a place for every code is cheaper than a table. */
const listedCodesMax = 4096;

/** Remembers what `compute` said about a code. */
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

/** One code a row, so that a value is computed for the rows that are asked for and no others. */
export function rowVector(rowCount: number, value: (row: number) => Value): Vector {
	return { codes: identityCodes(rowCount), size: rowCount, repeats: false, value };
}

let identityScratch = new Uint32Array(0);

/** `0, 1, 2, …`: shared and never written to. */
export function identityCodes(rowCount: number): Uint32Array {
	if (identityScratch.length < rowCount) {
		identityScratch = new Uint32Array(Math.max(rowCount, 65_536));
		for (let row = 0; row < identityScratch.length; row++) {
			identityScratch[row] = row;
		}
	}

	return identityScratch;
}

/** Codes in the narrowest width that holds `size` of them. */
export function newCodes(rowCount: number, size: number): Codes {
	if (size <= 0x1_00) {
		return new Uint8Array(rowCount);
	}

	return size <= 0x1_00_00 ? new Uint16Array(rowCount) : new Uint32Array(rowCount);
}
