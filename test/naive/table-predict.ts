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
	const predicted = rows.map((_row, index) =>
		line ? line(places[index] ?? places.at(-1)! + 1 + index - known.length) : null,
	);
	const errors = rows.map((row, index) => {
		const actual = asNumber(row.get(stage.field.name));
		return actual === undefined || predicted[index] === null ? null : predicted[index]! - actual;
	});
	const { name } = stage.field;
	const shown = setColumn({ ...state, rows }, `${name}_predicted`, predicted);
	return setColumn(shown, `${name}_error`, errors);
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
