import { compareForSort, numberOf } from '../../../source/query/comparison.ts';
import type { Field } from '../../../source/query/syntax/tree.ts';
import { nextBucketStart, stepOfMs } from '../../../source/query/time/time.ts';
import type { Value } from '../../../source/query/value.ts';
import { groupRows, reader, timesliceColumn, windowOf, withColumn } from './columns.ts';
import { deviation, mean } from './statistics.ts';
import type { Table, TableContext } from './table.ts';

interface OutlierStage {
	readonly field: Field;
	readonly window: number;
	readonly threshold: number;
	readonly consecutive: number;
	readonly direction: '+' | '-' | '+-';
	readonly by: readonly Field[];
}

interface Band {
	readonly error: number;
	readonly lower: number;
	readonly upper: number;
	readonly std: number;
	readonly above: boolean;
	readonly below: boolean;
}

const pointsMin = 2;

/**
 * Flags rows that leave the band of mean ± threshold deviations of the rows before them, along the
 * timeslices of each group. The rows keep their order; six columns are added. A bucket that ends
 * after the query's range is not complete and never flagged.
 */
export function outlierTable(table: Table, stage: OutlierStage, context: TableContext): Table {
	const { name } = stage.field;
	const read = reader(table.columns, name);
	const readTime = reader(table.columns, timesliceColumn(context));
	const window = windowOf(stage.window, context);
	const bands: (Band | undefined)[] = table.rows.map(() => undefined);
	const indicators = table.rows.map(() => 0);
	const violations = table.rows.map(() => 0);

	for (const group of groupRows(table, stage.by)) {
		const ordered = group.toSorted((a, b) =>
			compareForSort(readTime(table.rows[a]!), readTime(table.rows[b]!)),
		);
		const before: number[] = [];
		let run = 0;

		for (const index of ordered) {
			const row = table.rows[index]!;
			const number = numberOf(read(row));
			const band = number === null ? undefined : bandOf(number, before, stage.threshold);
			const outside =
				band !== undefined &&
				isComplete(readTime(row), context) &&
				((band.above && stage.direction !== '-') || (band.below && stage.direction !== '+'));
			run = outside ? run + 1 : 0;
			bands[index] = band;
			indicators[index] = outside ? 1 : 0;
			violations[index] = outside && run >= stage.consecutive ? 1 : 0;

			if (number !== null) {
				before.push(number);
				before.splice(0, before.length - window);
			}
		}
	}

	const columns: readonly (readonly [suffix: string, values: readonly Value[]])[] = [
		['error', bands.map(band => band?.error ?? null)],
		['lower', bands.map(band => band?.lower ?? null)],
		['upper', bands.map(band => band?.upper ?? null)],
		['std', bands.map(band => band?.std ?? null)],
		['indicator', indicators],
		['violation', violations],
	];
	return columns.reduce(
		(result, [suffix, values]) => withColumn(result, `${name}_${suffix}`, values),
		table,
	);
}

function bandOf(number: number, before: readonly number[], threshold: number): Band | undefined {
	if (before.length < pointsMin) {
		return undefined;
	}

	const middle = mean(before);
	const std = deviation(before);
	const lower = middle - threshold * std;
	const upper = middle + threshold * std;
	const outside = isOutside(number, before, threshold) ?? (number < lower || number > upper);
	return {
		error: number - middle,
		lower,
		upper,
		std,
		above: outside && number > middle,
		below: outside && number < middle,
	};
}

/**
 * Whether a whole number leaves the band, without rounding: with n points of sum S and sum of
 * squares Q, |x − S/n| > t·σ is (n·x − S)² > t²·(n·Q − S²).
 *
 * @returns undefined when the numbers are not whole or too large to be exact
 */
function isOutside(
	number: number,
	before: readonly number[],
	threshold: number,
): boolean | undefined {
	const count = before.length;
	const sum = before.reduce((total, value) => total + value, 0);
	const squares = before.reduce((total, value) => total + value * value, 0);
	const distance = (count * number - sum) ** 2;
	const spread = count * squares - sum * sum;
	const exact =
		[...before, number].every(Number.isInteger) &&
		[distance, count * squares, sum * sum].every(Number.isSafeInteger);
	return exact ? distance > threshold * threshold * spread : undefined;
}

function isComplete(start: Value, context: TableContext): boolean {
	const { timeslice, fromMs, toMs, timeZone } = context;
	if (timeslice === undefined || typeof start !== 'number') {
		return true;
	}

	// A day may have 23 or 25 hours; a bare `timeslice` is the range itself.
	const isWhole = start === fromMs && timeslice.stepMs === toMs - fromMs;
	return isWhole || nextBucketStart(start, stepOfMs(timeslice.stepMs), timeZone) <= toMs;
}
