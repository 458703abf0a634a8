import type { Value } from '../value.ts';
import type { Vector } from './vector.ts';

/** The number of null in every dictionary. */
export const nullNumber = 1;

/** Numbers for distinct values, shared by all rows of a run: equal values have equal numbers. */
export interface ValueNumbers {
	/** Every number is below it. */
	readonly end: number;
	number(value: Value): number;
	value(number: number): Value;
	/**
	 * @param codes - of the vector
	 * @returns the number of each code's value, in the same order
	 */
	numbersOf(vector: Vector, codes: Uint32Array): Uint32Array;
}
