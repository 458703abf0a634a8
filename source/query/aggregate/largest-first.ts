/** Indexes of the numbers in descending order; of equal numbers, the lower index first. */
export function largestFirst(numbers: Float64Array): Uint32Array {
	const count = numbers.length;
	// Number and index in one double: the native sort of doubles is many times faster than one with
	// a comparator. Counts of rows are far below 2^53 / count.
	const packed = new Float64Array(count);
	for (let index = 0; index < count; index++) {
		packed[index] = (numbers[index] as number) * count + (count - 1 - index);
	}

	packed.sort();
	const order = new Uint32Array(count);
	for (let position = 0; position < count; position++) {
		order[position] = count - 1 - ((packed[count - 1 - position] as number) % count);
	}

	return order;
}
