import type { Codes } from './column.ts';

/** The stored codes of a column: one for each record that has a value, in row order. */
export interface CodeLog {
	readonly codes: Codes;
	/**
	 * Number of used entries of `codes`; later values have consecutive codes from `pooledFrom + 1`.
	 */
	readonly codedCount: number;
	readonly pooledFrom: number;
}

/** A zeroed array of the narrowest type that can hold codes up to `valueCount`. */
export function newCodes(length: number, valueCount: number): Codes {
	if (valueCount <= 0xff) {
		return new Uint8Array(length);
	}

	return valueCount <= 0xffff ? new Uint16Array(length) : new Uint32Array(length);
}

/**
 * Spreads a column's codes over rows, 0 where a record has no value.
 *
 * @param has - by shape id: 1 when records of that shape have a value in the column
 * @param firstValue - number of values in rows before `fromRow`
 * @returns number of values in rows before `toRow`
 */
export function spreadCodes(
	into: Codes,
	fromRow: number,
	toRow: number,
	shapeIds: Codes,
	has: Uint8Array,
	log: CodeLog,
	firstValue: number,
): number {
	const { codes, codedCount, pooledFrom } = log;
	let value = firstValue;
	let row = fromRow;
	for (; row < toRow && value < codedCount; row += 1) {
		if (has[shapeIds[row] as number] === 1) {
			into[row] = codes[value] as number;
			value += 1;
		}
	}

	for (; row < toRow; row += 1) {
		if (has[shapeIds[row] as number] === 1) {
			into[row] = pooledFrom + 1 + value - codedCount;
			value += 1;
		}
	}

	return value;
}

/** By shape id: 1 for the shapes listed. */
export function shapeMask(shapes: Iterable<number>, shapeCount: number): Uint8Array {
	const has = new Uint8Array(shapeCount);
	for (const shape of shapes) {
		has[shape] = 1;
	}

	return has;
}
