import { nextBucketStart } from './buckets.ts';
import { sorted } from './order.ts';
import { type Context, type NaiveRow, rowOf, type Rows, setColumn, timeColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { asNumber, meanOf, sumOf } from './value.ts';

const pointsMax = 10_000;
const futureMax = 100;

/** Puts the straight line of least squares beside the values, and goes on along it. */
export function predict(state: Rows, stage: StageOf<'predict'>, context: Context): Rows {
	const time = timeColumn(context);
	const known = sorted(state.rows, [{ name: time, descending: false }]);
	const places = known.map((row, index) => placeOf(row, index, known[0]!, stage.stepMs, time));
	warnOfLimits(known.length, stage, context);
	const points = known
		.map((row, index) => [places[index]!, asNumber(row.get(stage.field.name))] as const)
		.filter((point): point is readonly [number, number] => point[1] !== undefined)
		.slice(-pointsMax);
	const line = lineThrough(points);
	const future = known.length === 0 ? [] : futureRows(state, known.at(-1)!, stage, context);
	const rows = [...known, ...future];
	const linear = rows.map((_row, index) =>
		line ? line(places[index] ?? places.at(-1)! + 1 + index - known.length) : null,
	);
	const errors = rows.map((row, index) => {
		const actual = asNumber(row.get(stage.field.name));
		return actual === undefined || linear[index] === null ? null : linear[index]! - actual;
	});
	const { name } = stage.field;
	if (stage.model.kind === 'linear') {
		const shown = setColumn({ ...state, rows }, `${name}_predicted`, linear);
		return setColumn(shown, `${name}_error`, errors);
	}

	const values = known.map(row => asNumber(row.get(name)));
	const predicted = autoregressed(places, values, stage, context);
	const shown = setColumn({ ...state, rows }, `${name}_predicted`, predicted);
	return setColumn(setColumn(shown, `${name}_linear`, linear), `${name}_error`, errors);
}

/** Each value as the ones before it tell it, by weights that solve the equations of Yule and Walker. */
function autoregressed(
	places: readonly number[],
	values: readonly (number | undefined)[],
	stage: StageOf<'predict'>,
	context: Context,
): readonly (number | null)[] {
	const series = Array.from({ length: (places.at(-1) ?? -1) + 1 }, (_item, place) => {
		return values[places.lastIndexOf(place)];
	});
	const most = Math.floor(series.length / 2);
	const asked = stage.model.kind === 'ar' ? stage.model.window : undefined;
	if (most < 1) {
		context.warn(`predict model=ar needs 2 buckets at least; there are ${series.length}`);
		return values.map(() => null);
	}

	if (series.length < 100) {
		context.warn(`predict model=ar is made for 100 buckets and more; there are ${series.length}`);
	}

	if (asked !== undefined && asked > most) {
		context.warn(`the window of ${asked} buckets was cut to ${most}, half of them`);
	}

	if (series.includes(undefined)) {
		context.warn('predict counts buckets without a number as 0; fillmissing gives them others');
	}

	const window = Math.min(asked ?? Math.max(1, Math.floor(series.length * 0.4)), most);
	const numbers = series.map(value => value ?? 0);
	const mean = meanOf(numbers);
	const lagged = (lag: number) =>
		sumOf(numbers.slice(lag).map((value, at) => (value - mean) * (numbers[at]! - mean)));
	const lags = Array.from({ length: window }, (_item, at) => at);
	const weights = solved(
		lags.map(row => [...lags.map(column => lagged(Math.abs(row - column))), lagged(row + 1)]),
	);
	const all = [...numbers];
	for (let ahead = 0; ahead < Math.min(stage.forecast, futureMax); ahead++) {
		all.push(followed(all, all.length));
	}

	function followed(before: readonly number[], at: number): number {
		return mean + sumOf(weights.map((weight, back) => weight * (before[at - 1 - back]! - mean)));
	}

	const at = [...places, ...all.map((_value, place) => place).slice(numbers.length)];
	return at.map(place => (place < window ? null : followed(all, place)));
}

/** Solves linear equations by elimination; what nothing decides is 0. */
function solved(equations: readonly (readonly number[])[]): readonly number[] {
	const rows = equations.map(row => [...row]);
	const scale = Math.max(...rows.flat().map(Math.abs), Number.MIN_VALUE);
	for (const [at] of rows.entries()) {
		const pivot = rows[at]!;
		if (Math.abs(pivot[at]!) <= scale * 1e-12) {
			continue;
		}

		for (const [other, row] of rows.entries()) {
			const factor = other === at ? 0 : row[at]! / pivot[at]!;
			row.forEach((value, column) => (row[column] = value - factor * pivot[column]!));
		}
	}

	return rows.map((row, at) => (Math.abs(row[at]!) <= scale * 1e-12 ? 0 : row.at(-1)! / row[at]!));
}

function warnOfLimits(count: number, stage: StageOf<'predict'>, context: Context): void {
	if (count > pointsMax) {
		context.warn(`predict fits the last ${pointsMax} of ${count} rows`);
	}

	if (stage.forecast > futureMax) {
		context.warn(`predict adds ${futureMax} future rows at most`);
	}
}

/** The number of a row's bucket, from 0; without times the number of the row. */
function placeOf(
	row: NaiveRow,
	index: number,
	first: NaiveRow,
	stepMs: number,
	time: string,
): number {
	const [from, to] = [asNumber(first.get(time)), asNumber(row.get(time))];
	return from === undefined || to === undefined || stepMs <= 0
		? index
		: Math.round((to - from) / stepMs);
}

function lineThrough(
	points: readonly (readonly [x: number, y: number])[],
): ((x: number) => number) | undefined {
	if (points.length === 0) {
		return undefined;
	}

	const [meanX, meanY] = [meanOf(points.map(([x]) => x)), meanOf(points.map(([, y]) => y))];
	const spread = sumOf(points.map(([x]) => (x - meanX) ** 2));
	const slope =
		spread === 0 ? 0 : sumOf(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
	return x => meanY + slope * (x - meanX);
}

function futureRows(
	state: Rows,
	last: NaiveRow,
	stage: StageOf<'predict'>,
	context: Context,
): readonly NaiveRow[] {
	const count = Math.min(Math.max(0, Math.floor(stage.forecast)), futureMax);
	const title = last.titleOf(timeColumn(context));
	let time = title === undefined ? null : last.get(title);
	return Array.from({ length: count }, () => {
		const blank = rowOf(state.columns, []);

		if (title === undefined || typeof time !== 'number') {
			return blank;
		}

		time = nextBucketStart(time, stage.stepMs, context.timeZone);
		return blank.with(title, time);
	});
}
