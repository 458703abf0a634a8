import type { Value } from '../value.ts';

/** Values before a predicted one that its weights are for. */
export const arWindowMax = 1_000;

/** A linear model of how a value follows from those before it. */
export interface Autoregression {
	readonly mean: number;
	/** Of the value before, the one before that, and so on. */
	readonly weights: readonly number[];
}

/**
 * Fits the weights to the autocovariances of the series (Yule–Walker, solved as Levinson and Durbin
 * do), which always gives a model that does not grow without end.
 *
 * @param window - values that it looks back, fewer than the series has
 */
export function fitAutoregression(series: readonly number[], window: number): Autoregression {
	const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
	const parted = series.map(value => value - mean);
	const covariances = Array.from({ length: window + 1 }, (_, lag) => {
		let sum = 0;
		for (let at = lag; at < parted.length; at++) {
			sum += (parted[at] ?? 0) * (parted[at - lag] ?? 0);
		}

		return sum / parted.length;
	});
	return { mean, weights: weightsOf(covariances, window) };
}

/** Of a series that never changes all weights are 0: each value is the mean. */
function weightsOf(covariances: readonly number[], window: number): readonly number[] {
	let weights: number[] = [];
	let rest = covariances[0] ?? 0;
	const least = rest * 1e-12;
	for (let order = 1; order <= window; order++) {
		if (!(rest > least)) {
			return [...weights, ...new Array<number>(window - weights.length).fill(0)];
		}

		const known = weights.reduce(
			(sum, weight, at) => sum + weight * (covariances[order - 1 - at] ?? 0),
			0,
		);
		const reflection = ((covariances[order] ?? 0) - known) / rest;
		const before = weights;
		weights = [
			...before.map((weight, at) => weight - reflection * (before[order - 2 - at] ?? 0)),
			reflection,
		];
		rest *= 1 - reflection * reflection;
	}

	return weights;
}

/**
 * The prediction of each value from those before it, and of `count` values behind the last, of which
 * each takes the ones before it for given. Null in the first window.
 */
export function predictSeries(
	series: readonly number[],
	{ mean, weights }: Autoregression,
	count: number,
): readonly Value[] {
	const known = [...series];
	return Array.from({ length: series.length + count }, (_, at) => {
		if (at < weights.length) {
			return null;
		}

		let value = mean;
		for (const [back, weight] of weights.entries()) {
			value += weight * ((known[at - 1 - back] ?? 0) - mean);
		}

		if (at >= series.length) {
			known.push(value);
		}

		return value;
	});
}
