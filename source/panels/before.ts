import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import { changeOf } from './change.ts';
import type { Change } from './change.ts';
import { figureIndex, toStackedTable } from './grouped.ts';
import type { Before, Past, TimeSpan } from './model.ts';
import { toTimeTable } from './series.ts';
import type { Series, TimeTable } from './time-table.ts';
import { numberOf } from './value-text.ts';

/**
 * The data to compare with; undefined when the store has no records of that time, which would look
 * like a change.
 */
export function pastOf(before: Before | undefined): Past | undefined {
	return before?.kind === 'ready' && before.result.scanned.recordCount > 0 ? before : undefined;
}

/** Why there is nothing to compare with; empty when there is, or soon may be. */
export function beforeNote(before: Before | undefined): string {
	if (before?.kind === 'failed') {
		return 'the period before failed';
	}

	return before?.kind === 'ready' && pastOf(before) === undefined ? 'nothing stored before' : '';
}

/** The period before, in the buckets of the present period. */
export interface PastSeries {
	/** One per present bucket, summed over the series. */
	readonly values: readonly number[];
	/** Over the whole period before, including buckets outside the present ones. */
	readonly total: number;
}

/**
 * Maps the period before to the present buckets, first to first. The window moves while an earlier
 * result is still shown, so the index of a bucket is computed from its time.
 *
 * @param range - the present range
 * @param isCounted - the series that are summed
 */
export function pastSeries(
	table: TimeTable,
	past: Past | undefined,
	range: TimeSpan,
	isCounted: (series: Series, index: number, count: number) => boolean = () => true,
): PastSeries | undefined {
	const then = past === undefined ? undefined : toTimeTable(past.result, past.range);
	const firstMs = table.starts[0];

	if (then === undefined || firstMs === undefined) {
		return undefined;
	}

	const counted = then.series.filter((one, index) => isCounted(one, index, then.series.length));
	const values = table.starts.map(() => 0);
	const shiftMs = range.toMs - range.fromMs;

	then.starts.forEach((startMs, bucket) => {
		const bucketNow = Math.round((startMs + shiftMs - firstMs) / table.stepMs);

		if (bucketNow >= 0 && bucketNow < values.length) {
			values[bucketNow] =
				(values[bucketNow] ?? 0) + counted.reduce((sum, one) => sum + (one.values[bucket] ?? 0), 0);
		}
	});
	return { values, total: counted.reduce((sum, one) => sum + one.total, 0) };
}

/** How each row of a result changed since the period before. */
export interface RowChanges {
	/** For each row, its number in the period before; undefined when no row had its name. */
	readonly before: readonly (number | undefined)[];
	readonly now: readonly number[];
	/** True: all rows of both periods are known, so a row without an earlier number is new. */
	readonly isWhole: boolean;
	/** Earlier rows that have no present row; 0 when a list keeps only some of the rows. */
	readonly goneCount: number;
	readonly totalNow: number;
	readonly totalBefore: number;
}

interface Named {
	readonly name: string;
	readonly value: number;
}

/**
 * What names a row: its keys; its first column, while the other columns are summed; or its country.
 */
export type RowNames = 'keys' | 'stack' | 'country';

/**
 * Compares the rows of two results by their names. Of several rows with the same name, the first is
 * used.
 *
 * @returns undefined for records, buckets of time and rows without a number
 */
export function rowChanges(
	result: QueryResult,
	past: Past,
	names: RowNames,
): RowChanges | undefined {
	const now = namedRows(result, names);
	const then = namedRows(past.result, names);

	if (now === undefined || then === undefined) {
		return undefined;
	}

	const sumsNow = sumByName(now);
	const sumsThen = sumByName(then);
	const firsts = new Map(now.map(({ name }, row) => [name, row] as const).toReversed());
	const isFirst = (name: string, row: number) => firsts.get(name) === row;
	const total = (sums: ReadonlyMap<string, number>) =>
		[...sums.values()].reduce((sum, value) => sum + value, 0);
	return {
		before: now.map(({ name }, row) => (isFirst(name, row) ? sumsThen.get(name) : 0)),
		now: now.map(({ name }, row) => (isFirst(name, row) ? (sumsNow.get(name) ?? 0) : 0)),
		isWhole: isWhole(past.result, past.cuts.before),
		goneCount: isWhole(result, past.cuts.now)
			? [...sumsThen.keys()].filter(name => !sumsNow.has(name)).length
			: 0,
		totalNow: total(sumsNow),
		totalBefore: total(sumsThen),
	};
}

/** Whether no stage left a group out and all rows are present. */
function isWhole({ stages, rows, rowCount }: QueryResult, cuts: readonly number[]): boolean {
	return (
		rows.length === rowCount &&
		cuts.every(index => {
			const stage = stages[index];
			return stage !== undefined && stage.rowsIn === stage.rowsOut;
		})
	);
}

function sumByName(rows: readonly Named[]): Map<string, number> {
	const sums = new Map<string, number>();

	for (const { name, value } of rows) {
		sums.set(name, (sums.get(name) ?? 0) + value);
	}

	return sums;
}

/** The change of several rows together; undefined for none. */
export function changeOfRows(changes: RowChanges, rows: readonly number[]): Change | undefined {
	let now = 0;
	let before = 0;
	let missingCount = 0;

	for (const row of rows) {
		const then = changes.before[row];
		now += changes.now[row] ?? 0;
		before += then ?? 0;
		missingCount += then === undefined ? 1 : 0;
	}

	if (rows.length === 0) {
		return undefined;
	}

	return missingCount > 0 && !changes.isWhole ? { kind: 'unlisted' } : changeOf(now, before);
}

function namedRows(result: QueryResult, names: RowNames): Named[] | undefined {
	if (names === 'stack') {
		return toStackedTable(result).groups.map(({ row, total }) => ({
			name: nameOf([result.rows[row]?.[0]]),
			value: total,
		}));
	}

	const titles = result.columns.map(title => title.toLowerCase());
	const time = result.timeslice?.column.toLowerCase() ?? '_timeslice';
	const figure = figureIndex(result);
	const keys =
		names === 'country'
			? [titles.indexOf('country_name')]
			: result.keys.map(key => titles.indexOf(key.toLowerCase()));
	const isKeyed =
		result.kind === 'table' &&
		!titles.includes(time) &&
		!keys.includes(figure) &&
		!keys.includes(-1) &&
		result.rows.every(row => isNumberOrMissing(row[figure]));
	return isKeyed
		? result.rows.map(row => ({
				name: nameOf(keys.map(index => row[index])),
				value: finiteOr0(row[figure]),
			}))
		: undefined;
}

function nameOf(values: readonly (Value | undefined)[]): string {
	return JSON.stringify(values.map(value => value ?? null));
}

function isNumberOrMissing(value: Value | undefined): boolean {
	return value === null || value === undefined || Number.isFinite(numberOf(value));
}

function finiteOr0(value: Value | undefined): number {
	const number = numberOf(value);
	return Number.isFinite(number) ? number : 0;
}
