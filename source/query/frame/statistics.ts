/** The arithmetic mean; NaN of nothing. */
export function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The population deviation; NaN of nothing. */
export function deviation(numbers: readonly number[]): number {
	const middle = mean(numbers);
	return Math.sqrt(mean(numbers.map(number => (number - middle) ** 2)));
}
