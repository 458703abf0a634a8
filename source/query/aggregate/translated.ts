import { memoByCode } from '../frame/vector.ts';
import type { ValueNumbers } from '../frame/value-numbers.ts';

/**
 * Maps numbers of one dictionary to numbers of another; returns the same list when it is the same
 * dictionary.
 */
export function translated(
	numbers: Uint32Array,
	from: ValueNumbers,
	to: ValueNumbers,
): Uint32Array {
	if (from === to) {
		return numbers;
	}

	const numberOf = memoByCode(from.end, number => to.number(from.value(number)));
	return numbers.map(number => numberOf(number));
}
