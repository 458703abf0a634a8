/** The arithmetic mean; NaN of nothing. */
export function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The population deviation; NaN of nothing. */
export function deviation(numbers: readonly number[]): number {
	const middle = mean(numbers);
	return Math.sqrt(mean(numbers.map(number => (number - middle) ** 2)));
}

/**
 * The value below which a share of the numbers lies, with linear interpolation between the two
 * nearest.
 *
 * @param sorted - ascending, at least one
 * @param percent - 0 to 100
 */
export function percentile(sorted: readonly number[], percent: number): number {
	const place = ((sorted.length - 1) * Math.min(100, Math.max(0, percent))) / 100;
	const below = sorted[Math.floor(place)] ?? NaN;
	const above = sorted[Math.ceil(place)] ?? NaN;
	return below === above ? below : below + (above - below) * (place - Math.floor(place));
}
