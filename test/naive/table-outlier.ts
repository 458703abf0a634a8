import { nextBucketStart } from './buckets.ts';
import type { Value } from '../../source/query/value.ts';
import { type Context, type NaiveRow, type Rows, setColumn, timeColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { windowOf } from './table-running.ts';
import { asNumber, bySortOrder, deviationOf, grouped, meanOf, numbersIn, sumOf } from './value.ts';

const suffixes = ['error', 'lower', 'upper', 'std', 'indicator', 'violation'] as const;

type Verdict = Readonly<Record<(typeof suffixes)[number], Value>>;

/** Marks the values outside of the band of those before them, along the time of each group. */
export function markOutliers(state: Rows, stage: StageOf<'outlier'>, context: Context): Rows {
	const verdicts = new Map<NaiveRow, Verdict>();

	for (const group of grouped(state.rows, row => row.all(stage.by)).values()) {
		const ordered = group.toSorted((a, b) =>
			bySortOrder(a.get(timeColumn(context)), b.get(timeColumn(context))),
		);
		let run = 0;

		for (const [place, row] of ordered.entries()) {
			const before = numbersIn(ordered.slice(0, place).map(one => one.get(stage.field.name)));
			const verdict = judge(row, before.slice(-windowOf(stage.window, context)), stage, context);
			run = verdict.indicator === 1 ? run + 1 : 0;
			const violation = run > 0 && run >= stage.consecutive ? 1 : 0;
			verdicts.set(row, { ...verdict, violation });
		}
	}

	return suffixes.reduce(
		(result, suffix) =>
			setColumn(
				result,
				`${stage.field.name}_${suffix}`,
				state.rows.map(row => verdicts.get(row)![suffix]),
			),
		state,
	);
}

function judge(
	row: NaiveRow,
	before: readonly number[],
	stage: StageOf<'outlier'>,
	context: Context,
): Omit<Verdict, 'violation'> {
	const number = asNumber(row.get(stage.field.name));

	if (number === undefined || before.length < 2) {
		return { error: null, lower: null, upper: null, std: null, indicator: 0 };
	}

	const mean = meanOf(before);
	const std = deviationOf(before);
	const [lower, upper] = [mean - stage.threshold * std, mean + stage.threshold * std];
	const counts = stage.direction.includes(number > mean ? '+' : '-') && number !== mean;
	const isOutside =
		leavesBand(number, before, stage.threshold) ?? (number < lower || number > upper);
	const indicator = isOutside && counts && isComplete(row, context) ? 1 : 0;
	return { error: number - mean, lower, upper, std, indicator };
}

/**
 * |x − S/n| > t·σ without fractions, for whole numbers: (n·x − S)² > t²·(n·Q − S²). On the edge of
 * the band a rounded mean would decide either way.
 */
function leavesBand(
	number: number,
	before: readonly number[],
	threshold: number,
): boolean | undefined {
	if (![...before, number].every(Number.isSafeInteger)) {
		return undefined;
	}

	const [count, sum] = [before.length, sumOf(before)];
	const spread = count * sumOf(before.map(value => value ** 2)) - sum ** 2;
	return (count * number - sum) ** 2 > threshold ** 2 * spread;
}

/** A bucket that ends behind the range is not full yet. */
function isComplete(row: NaiveRow, { timeslice, fromMs, toMs, timeZone }: Context): boolean {
	const start = timeslice && row.get(timeslice.column);
	return (
		timeslice?.widthMs === undefined ||
		typeof start !== 'number' ||
		nextBucketStart(start, timeslice.widthMs, timeZone) <= toMs ||
		(start === fromMs && timeslice.widthMs === toMs - fromMs)
	);
}
