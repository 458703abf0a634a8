/** The arithmetic mean; NaN for an empty list. */
export function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The population standard deviation; NaN for an empty list. */
export function deviation(numbers: readonly number[]): number {
	const middle = mean(numbers);
	return Math.sqrt(mean(numbers.map(number => (number - middle) ** 2)));
}
