import { keyOfAll, numberOf } from '../../../source/query/comparison.ts';
import type { CompareShift } from '../../../source/query/stage/compare.ts';
import { bucketStart, stepOfMs } from '../../../source/query/time/time.ts';
import type { Value } from '../../../source/query/value.ts';
import { columnIndex, timesliceColumn, type Row } from './columns.ts';
import { sortTable } from './sort.ts';
import type { Table, TableContext } from './table.ts';

/** Extra runs of one query. */
const compareRunsMax = 7;

/** How far back each extra run lies, in ms, in the order `joinCompare` wants their tables. */
export function compareRuns(shifts: readonly CompareShift[]): readonly number[] {
	return shifts
		.flatMap(shift =>
			Array.from({ length: shift.count }, (_item, index) => shift.shiftMs * (index + 1)),
		)
		.slice(0, compareRunsMax);
}

interface Addition {
	readonly suffix: string;
	/** The runs it is made of, and how several become one. */
	readonly runs: readonly number[];
	readonly combine: CompareShift['combine'];
}

/**
 * Joins the table of the query's own range with those of the shifted ranges, on the group keys;
 * rows that only a shifted run has are kept, with null in the current columns.
 *
 * @param shifted - one table a run of `compareRuns`, times as they were
 */
export function joinCompare(
	current: Table,
	shifted: readonly Table[],
	shifts: readonly CompareShift[],
	context: TableContext,
): Table {
	const wanted = shifts.reduce((sum, shift) => sum + shift.count, 0);

	if (wanted > compareRunsMax) {
		context.warn(
			`compare reads ${compareRunsMax} earlier ranges at most, ${wanted} were asked for`,
		);
	}

	const keyIndexes = context.keys
		.map(name => columnIndex(current.columns, name))
		.filter(index => index >= 0);
	const valueIndexes = current.columns
		.map((_title, index) => index)
		.filter(index => !keyIndexes.includes(index));
	const runsMs = compareRuns(shifts);
	const runs = shifted.map((table, at) =>
		runRows(table, current, runsMs[at] ?? 0, keyIndexes, context),
	);
	const rows = new Map(current.rows.map(row => [keyOf(row, keyIndexes), row]));

	for (const run of runs) {
		for (const [key, row] of run) {
			if (!rows.has(key)) {
				rows.set(
					key,
					row.map((value, index) => (keyIndexes.includes(index) ? value : null)),
				);
			}
		}
	}

	const additions = additionsOf(shifts);
	const joined = {
		columns: [
			...current.columns,
			...additions.flatMap(({ suffix }) =>
				valueIndexes.map(index => `${current.columns[index]}_${suffix}`),
			),
		],
		rows: [...rows].map(([key, row]) => [
			...row,
			...additions.flatMap(addition =>
				valueIndexes.map(index => combined(addition, index, key, runs)),
			),
		]),
	};
	return orderByTime(joined, context);
}

function keyOf(row: Row, indexes: readonly number[]): string {
	return keyOfAll(indexes.map(index => row[index] ?? null));
}

/** The rows of a shifted run by their key, columns in the order of the current table. */
function runRows(
	table: Table,
	current: Table,
	shiftMs: number,
	keyIndexes: readonly number[],
	context: TableContext,
): ReadonlyMap<string, Row> {
	const places = current.columns.map(name => columnIndex(table.columns, name));
	const timeIndex = columnIndex(current.columns, timesliceColumn(context));
	const rows = table.rows.map(row =>
		places.map((place, index) => {
			const value = row[place] ?? null;
			return index === timeIndex && typeof value === 'number'
				? shiftBack(value, shiftMs, context)
				: value;
		}),
	);
	return new Map(rows.map(row => [keyOf(row, keyIndexes), row]));
}

/** A day back may be 23 or 25 hours: the nearest bucket of the current run is the one meant. */
function shiftBack(time: number, shiftMs: number, context: TableContext): number {
	const stepMs = context.timeslice?.stepMs;
	const shifted = time + shiftMs;

	// A bare `timeslice` starts with the range, aligned to no clock.
	if (stepMs === undefined || shifted === context.fromMs) {
		return shifted;
	}

	return bucketStart(shifted + Math.floor(stepMs / 2), stepOfMs(stepMs), context.timeZone);
}

function additionsOf(shifts: readonly CompareShift[]): readonly Addition[] {
	let first = 0;
	return shifts.flatMap((shift): Addition[] => {
		const runs = Array.from({ length: shift.count }, (_item, index) => first + index).filter(
			run => run < compareRunsMax,
		);
		first += shift.count;

		if (shift.combine !== undefined) {
			const suffix = shift.as ?? `${scaled(shift.label, shift.count)}_${shift.combine}`;
			return [{ suffix, runs, combine: shift.combine }];
		}

		return runs.map((run, index) => {
			const label = scaled(shift.label, index + 1);
			const alias = shift.count === 1 ? shift.as : shift.as && `${shift.as}_${label}`;
			return { suffix: alias ?? label, runs: [run], combine: undefined };
		});
	});
}

/** `1d` three times is `3d`. */
function scaled(label: string, times: number): string {
	const match = /^(\d+(?:\.\d+)?)(.*)$/.exec(label);
	return match ? `${Number(match[1]) * times}${match[2]}` : label;
}

function combined(
	addition: Addition,
	index: number,
	key: string,
	runs: readonly ReadonlyMap<string, Row>[],
): Value {
	const values = addition.runs.map(run => runs[run]?.get(key)?.[index] ?? null);

	if (addition.combine === undefined) {
		return values[0] ?? null;
	}

	const numbers = values.map(numberOf).filter(number => number !== null);

	if (numbers.length === 0) {
		return null;
	}

	switch (addition.combine) {
		case 'min':
			return Math.min(...numbers);
		case 'max':
			return Math.max(...numbers);
		case 'avg':
			return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
	}
}

function orderByTime(table: Table, context: TableContext): Table {
	const title = timesliceColumn(context);
	const isKey = context.keys.some(key => key.toLowerCase() === title.toLowerCase());
	return isKey
		? sortTable(table, [{ field: { name: title, span: { start: 0, end: 0 } }, descending: false }])
		: table;
}
