import { bucketStart, nextBucketStart, unitMs, widthForBuckets } from './buckets.ts';
import { timeOfRow } from './row-time.ts';
import { columnsWith, type Context, type NaiveRow, type Rows, setColumn } from './row.ts';
import type { StageOf } from './stages.ts';

/** Makes any number of rows of each row, with some fields more. */
export function rowsInto(
	state: Rows,
	names: readonly string[],
	make: (row: NaiveRow) => readonly NaiveRow[],
): Rows {
	const rows = state.rows.flatMap(make);
	const columns = rows.reduce((all, row) => columnsWith(all, row.titles()), state.columns);
	return { ...state, columns: columnsWith(columns, names), rows };
}

/** The buckets of time of each row, and how wide they are; undefined for the whole range. */
export function sliceRows(
	state: Rows,
	{ step, as }: StageOf<'timeslice'>,
	{ fromMs, toMs, timeZone }: Pick<Context, 'fromMs' | 'toMs' | 'timeZone'>,
): { readonly sliced: Rows; readonly widthMs: number | undefined } {
	const widthMs =
		step.kind === 'whole'
			? undefined
			: step.kind === 'width'
				? step.count * unitMs[step.unit]
				: widthForBuckets(Math.max(1, Math.floor(step.count)), fromMs, toMs, timeZone);
	const starts = state.rows.map(row => {
		const time = widthMs === undefined ? fromMs : timeOfRow(row, state);
		return time === undefined || widthMs === undefined
			? (time ?? null)
			: bucketStart(time, widthMs, timeZone);
	});
	const ends = starts.map(start =>
		start === null
			? null
			: widthMs === undefined
				? toMs
				: nextBucketStart(start, widthMs, timeZone),
	);
	return { sliced: setColumn(setColumn(state, as, starts), `${as}_end`, ends), widthMs };
}
