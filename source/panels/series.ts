import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import type { TimeSpan } from './model.ts';
import { titleAccountName } from './account-name.ts';
import type { TitleNaming } from './account-name.ts';
import { keyedSeries, numberColumns } from './keyed-series.ts';
import { namedSeries } from './named-series.ts';
import { bySeverity } from './series-style.ts';
import type { Series, TimeTable } from './time-table.ts';
import { labelText, numberOf } from './value-text.ts';

/** More buckets could not be drawn, and a filled table of them would need too much memory. */
const bucketsMax = 20_000;

/** What a table was read for, and the table. */
interface Read {
	readonly range: TimeSpan;
	readonly naming: TitleNaming;
	readonly table: TimeTable | undefined;
}

// Cached per result: frames are drawn at every key, and a result of many keys has many rows.
const tables = new WeakMap<QueryResult, Read>();

/** Reads a result whose rows are buckets of time; undefined for any other result. */
export function toTimeTable(
	result: QueryResult,
	{ fromMs, toMs }: TimeSpan,
	{ aliases, titleField }: TitleNaming = {},
): TimeTable | undefined {
	const known = tables.get(result);
	const isSame =
		known?.range.fromMs === fromMs &&
		known.range.toMs === toMs &&
		known.naming.aliases === aliases &&
		known.naming.titleField === titleField;
	if (isSame) {
		return known.table;
	}

	const range = { fromMs, toMs };
	const naming = { aliases, titleField };
	const table = readTimeTable(result, range, naming);
	tables.set(result, { range, naming, table });
	return table;
}

function readTimeTable(
	result: QueryResult,
	range: TimeSpan,
	naming: TitleNaming,
): TimeTable | undefined {
	const column = result.timeslice?.column ?? '_timeslice';
	const timeIndex = result.columns.findIndex(title => title.toLowerCase() === column.toLowerCase());

	if (timeIndex < 0) {
		return undefined;
	}

	const rowOf = new Map<number, number>();
	result.rows.forEach((row, index) => {
		const startMs = numberOf(row[timeIndex]);

		if (Number.isFinite(startMs)) {
			rowOf.set(startMs, index);
		}
	});

	const seen = [...rowOf.keys()].sort((a, b) => a - b);
	const stepMs = result.timeslice?.stepMs ?? smallestStep(seen);
	const starts = fillStarts(seen, stepMs, range);
	const rows = starts.map(startMs => rowOf.get(startMs) ?? -1);
	const keys = keysBeside(result, timeIndex);
	if (keys.length > 0) {
		const nameOf = (value: Value): string =>
			titleAccountName(String(value), naming) ?? labelText(value);
		const series = keyedSeries(result, { time: timeIndex, keys, starts, nameOf });
		return { starts, stepMs, series, rows: starts.map(() => -1) };
	}

	const series = numberColumns(result, new Set([timeIndex])).map((index): Series => {
		const title = result.columns[index] ?? '';
		const values = rows.map(row => finite(result.rows[row]?.[index]));
		return {
			column: title,
			label: titleAccountName(title, naming) ?? labelText(title),
			values,
			total: values.reduce((sum, value) => sum + value, 0),
		};
	});
	return { starts, stepMs, series, rows };
}

/** Columns of the keys that the rows of one bucket differ in. An outlier has a band for one series alone. */
function keysBeside({ columns, keys }: QueryResult, time: number): readonly number[] {
	if (columns.some(title => /_violation$/i.test(title))) {
		return [];
	}

	const titles = columns.map(title => title.toLowerCase());
	return keys
		.map(key => titles.indexOf(key.toLowerCase()))
		.filter(index => index >= 0 && index !== time);
}

function finite(value: Value | undefined): number {
	const number = numberOf(value);
	return Number.isFinite(number) ? number : 0;
}

function smallestStep(sorted: readonly number[]): number {
	let step = Number.POSITIVE_INFINITY;

	for (let index = 1; index < sorted.length; index++) {
		step = Math.min(step, (sorted[index] ?? 0) - (sorted[index - 1] ?? 0));
	}

	return Number.isFinite(step) && step > 0 ? step : 3_600_000;
}

/**
 * Starts of all buckets that overlap the range. They align with the engine's buckets, which follow
 * the clock of the session's zone; without any, they align with UTC.
 */
function fillStarts(seen: readonly number[], stepMs: number, range: TimeSpan): number[] {
	const anchorMs = seen[0] ?? 0;
	const firstMs = anchorMs + Math.floor((range.fromMs - anchorMs) / stepMs) * stepMs;
	const count = Math.ceil((range.toMs - firstMs) / stepMs);

	if (!Number.isFinite(count) || count > bucketsMax || count <= 0) {
		return [...seen];
	}

	const starts = new Set(seen);

	for (let index = 0; index < count; index++) {
		starts.add(firstMs + index * stepMs);
	}

	// A change of the clock shifts later buckets by an hour, so that two alignments would occur.
	const regular = seen.every(startMs => (startMs - firstMs) % stepMs === 0);
	return regular ? [...starts].sort((a, b) => a - b) : [...seen];
}

function countOf(series: readonly Series[]): number {
	return series.reduce((sum, { stands = 1 }) => sum + stands, 0);
}

/** At most `seriesMax` series, the largest first; the others are summed into one, without the highest peak. */
export function foldSeries(
	series: readonly Series[],
	seriesMax: number,
): {
	readonly series: readonly Series[];
	readonly other: Series | undefined;
	readonly otherCount: number;
} {
	const ranked = [...series].sort(
		(a, b) =>
			(a.stands ?? 1) - (b.stands ?? 1) ||
			b.total - a.total ||
			(a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
	);

	if (ranked.length <= seriesMax) {
		return { series: bySeverity(ranked), other: undefined, otherCount: 0 };
	}

	const single = ranked.filter(({ stands = 1 }) => stands === 1);
	const named = namedSeries(single, seriesMax - 1);
	const rest = ranked.filter(one => !named.includes(one));
	const values = (rest[0]?.values ?? []).map((_, bucket) =>
		rest.reduce((sum, one) => sum + (one.values[bucket] ?? 0), 0),
	);
	return {
		series: named,
		other: {
			column: '',
			label: `${countOf(rest)} others`,
			values,
			total: rest.reduce((sum, one) => sum + one.total, 0),
		},
		otherCount: countOf(rest),
	};
}

/**
 * Fits buckets to columns of cells: several buckets in one column are combined, and a bucket over
 * several columns is repeated.
 */
export function resample(
	values: readonly number[],
	cells: number,
	combine: 'max' | 'sum',
): number[] {
	const count = values.length;

	if (count === 0 || cells <= 0) {
		return [];
	}

	return Array.from({ length: cells }, (_, cell) => {
		const from = Math.floor((cell * count) / cells);
		const to = Math.max(from + 1, Math.floor(((cell + 1) * count) / cells));
		const part = values.slice(from, to);
		return combine === 'max'
			? part.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY)
			: part.reduce((sum, value) => sum + value, 0);
	});
}

/** The bucket at a column of cells. */
export function bucketAt(cell: number, count: number, cells: number): number {
	return Math.min(count - 1, Math.max(0, Math.floor((cell * count) / cells)));
}

/** The columns of cells that show a bucket, half-open. */
export function cellsOf(
	bucket: number,
	count: number,
	cells: number,
): { from: number; to: number } {
	const from = Math.ceil((bucket * cells) / count);
	const to = Math.ceil(((bucket + 1) * cells) / count);
	return to > from
		? { from, to }
		: { from: Math.floor((bucket * cells) / count), to: Math.floor((bucket * cells) / count) + 1 };
}
