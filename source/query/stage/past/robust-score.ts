/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return ((low ?? NaN) + (high ?? NaN)) / 2;
}

/** Makes the median of absolute deviations the standard deviation where values are distributed normally. */
const madScale = 1.4826;
/** The same for their mean. */
const meanScale = 1.2533;

/**
 * How many deviations a value is from the median of others: by the median of their absolute deviations, which single
 * extremes do not move; by the mean where more than half of them are equal. Infinite where all are equal and this is
 * another.
 */
export function robustScore(value: number, others: readonly number[]): number {
	const centre = median(others);
	const deviations = others.map(other => Math.abs(other - centre));
	const mean = deviations.reduce((sum, one) => sum + one, 0) / deviations.length;
	const width = madScale * median(deviations) || meanScale * mean;
	return value === centre ? 0 : (value - centre) / width;
}
