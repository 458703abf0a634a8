import type { CompareShift } from '../../source/query/stage/compare.ts';
import type { Value } from '../../source/query/value.ts';
import { bucketStart } from './buckets.ts';
import { sorted } from './order.ts';
import { type Context, type NaiveRow, rowOf, type Rows, timeColumn, titleOf } from './row.ts';
import { identityOf, meanOf, numbersIn } from './value.ts';

const runsMax = 7;

/** How far back the earlier runs of a query lie, in ms. */
export function earlierRuns(shifts: readonly CompareShift[]): readonly number[] {
	return shifts
		.flatMap(({ shiftMs, count }) =>
			Array.from({ length: count }, (_, index) => shiftMs * (index + 1)),
		)
		.slice(0, runsMax);
}

/** Puts earlier runs of a query beside the rows of its own; rows that only those have follow. */
export function beside(
	current: Rows,
	earlier: readonly Rows[],
	shifts: readonly CompareShift[],
	context: Context,
): Rows {
	const keys = context.keys
		.map(key => titleOf(current.columns, key))
		.filter(column => column !== undefined);
	const values = current.columns.filter(column => !keys.includes(column));
	const keyOf = (row: NaiveRow) => identityOf(keys.map(key => row.get(key)));
	const runs = earlierRuns(shifts).map(
		(shiftMs, index) =>
			new Map(
				earlier[index]!.rows.map(row => moved(row, shiftMs, context)).map(
					row => [keyOf(row), row] as const,
				),
			),
	);
	const known = new Map(current.rows.map(row => [keyOf(row), row]));
	const others = new Map(
		runs
			.flatMap(run => [...run])
			.toReversed()
			.map(
				([key, row]) =>
					[
						key,
						rowOf(
							current.columns,
							current.columns.map(column => (keys.includes(column) ? row.get(column) : null)),
						),
					] as const,
			),
	);
	const otherKeys = [...new Set(runs.flatMap(run => [...run.keys()]))].filter(
		key => !known.has(key),
	);
	const additions = additionsOf(shifts);
	const columns = [
		...current.columns,
		...additions.flatMap(({ suffix }) => values.map(column => `${column}_${suffix}`)),
	];
	const rows = [...known, ...otherKeys.map(key => [key, others.get(key)!] as const)].map(
		([key, row]) =>
			rowOf(columns, [
				...current.columns.map(column => row.get(column)),
				...additions.flatMap(({ places, combine }) =>
					values.map(column =>
						combined(
							places.map(place => runs[place]?.get(key)?.get(column) ?? null),
							combine,
						),
					),
				),
			]),
	);
	const time = keys.find(key => key.toLowerCase() === timeColumn(context).toLowerCase());
	return {
		isTable: true,
		columns,
		rows: time === undefined ? rows : sorted(rows, [{ name: time, descending: false }]),
	};
}

/** A row of an earlier run with its bucket where it would be now: a day back may be 23 or 25 hours. */
function moved(row: NaiveRow, shiftMs: number, context: Context): NaiveRow {
	const title = row.titleOf(timeColumn(context));
	const time = title === undefined ? null : row.get(title);

	if (title === undefined || typeof time !== 'number') {
		return row;
	}

	const now = time + shiftMs;
	const widthMs = context.timeslice?.widthMs;
	// The one bucket of a bare timeslice starts with the range.
	return row.with(
		title,
		widthMs === undefined || now === context.fromMs
			? now
			: bucketStart(now + Math.floor(widthMs / 2), widthMs, context.timeZone),
	);
}

interface Addition {
	readonly suffix: string;
	/** Which earlier runs it is made of. */
	readonly places: readonly number[];
	readonly combine: CompareShift['combine'];
}

function additionsOf(shifts: readonly CompareShift[]): readonly Addition[] {
	return shifts.flatMap(({ label, count, combine, as }, index): readonly Addition[] => {
		const first = shifts.slice(0, index).reduce((total, shift) => total + shift.count, 0);
		const places = Array.from({ length: count }, (_, run) => first + run).filter(
			place => place < runsMax,
		);
		const times = (factor: number) =>
			label.replace(/^\d+(?:\.\d+)?/, number => String(Number(number) * factor));

		if (combine !== undefined) {
			return [{ suffix: as ?? `${times(count)}_${combine}`, places, combine }];
		}

		return places.map((place, run) => {
			const alias = as !== undefined && count > 1 ? `${as}_${times(run + 1)}` : as;
			return { suffix: alias ?? times(run + 1), places: [place], combine };
		});
	});
}

function combined(values: readonly Value[], combine: CompareShift['combine']): Value {
	const numbers = numbersIn(values);

	if (combine === undefined || numbers.length === 0) {
		return combine === undefined ? (values[0] ?? null) : null;
	}

	switch (combine) {
		case 'avg':
			return meanOf(numbers);
		case 'min':
			return Math.min(...numbers);
		case 'max':
			return Math.max(...numbers);
	}
}
