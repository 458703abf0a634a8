/** Indexes of the numbers, the largest first, of equal ones the lower index. */
export function largestFirst(numbers: Float64Array): Uint32Array {
	const count = numbers.length;
	// Number and index in one double: the native sort of doubles is many times faster than one
	// that asks back. Counts of rows stay far below 2^53 / count.
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
