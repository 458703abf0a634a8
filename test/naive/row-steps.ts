import type { Value } from '../../source/query/value.ts';
import { bucketStart, nextBucketStart, unitMs, widthForBuckets } from './buckets.ts';
import { columnsWith, type Context, type NaiveRow, type Rows, setColumn } from './row.ts';
import type { StageOf } from './stages.ts';
import { asNumber } from './value.ts';

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

/** The value of a field with the time of its record, as JSON. */
export function withTime(row: NaiveRow, name: string): Value {
	const value = row.get(name);
	const timestamp = row.record?.timeMs ?? null;
	return value === null ? null : JSON.stringify({ value, timestamp });
}

/** Of a table it stands in a column; of a record a stage may have made another one. */
function timeOfRow(row: NaiveRow, { isTable }: Rows): number | undefined {
	const names = isTable
		? ['_messageTime', '_timeslice', 'eventTime', '_receiptTime']
		: ['_messageTime'];
	const name = names.find(one => row.titleOf(one) !== undefined);
	if (name === undefined) {
		return row.record?.timeMs;
	}

	const value = row.get(name);
	return typeof value === 'string' && /^\d{4}-.*(Z|[+-]\d\d:?\d\d)$/.test(value)
		? Date.parse(value)
		: asNumber(value);
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
