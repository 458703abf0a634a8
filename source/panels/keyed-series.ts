import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';
import type { Series } from './time-table.ts';
import { labelText, numberOf } from './value-text.ts';

/** So many groups have a series of their own; the others are summed into one. */
const groupsMax = 100;

interface Group {
	readonly label: string;
	readonly rows: Value[][];
	total: number;
}

/** Columns of numbers, apart from these; a column that has texts alone is none. */
export function numberColumns(
	{ columns, rows }: Pick<QueryResult, 'columns' | 'rows'>,
	apart: ReadonlySet<number>,
): readonly number[] {
	return columns.flatMap((_, index) => {
		const isText =
			rows.some(row => isOfText(row[index])) &&
			!rows.some(row => Number.isFinite(numberOf(row[index])));
		return apart.has(index) || isText ? [] : [index];
	});
}

function isOfText(value: Value | undefined): boolean {
	return value !== null && value !== undefined && !Number.isFinite(numberOf(value));
}

/** What the rows of one bucket are grouped by, beside the bucket. */
export interface Keyed {
	/** Indexes of columns. */
	readonly time: number;
	readonly keys: readonly number[];
	/** Starts of the buckets in ms, ascending. */
	readonly starts: readonly number[];
	nameOf(value: Value): string;
}

/** A series for each group of a result that has one row a bucket and group. */
export function keyedSeries(
	result: Pick<QueryResult, 'columns' | 'rows'>,
	{ time, keys, starts, nameOf }: Keyed,
): readonly Series[] {
	const measures = numberColumns(result, new Set([time, ...keys]));
	const groups = new Map<string, Group>();
	for (const row of result.rows) {
		const values = keys.map(index => row[index] ?? null);
		const id = JSON.stringify(values);
		const group = groups.get(id) ?? { label: values.map(nameOf).join(' · '), rows: [], total: 0 };
		groups.set(id, group);
		group.rows.push(row as Value[]);
		group.total += measures.reduce((sum, index) => sum + finite(row[index]), 0);
	}

	const ranked = [...groups.values()].sort((a, b) => b.total - a.total);
	const bucketOf = new Map(starts.map((startMs, bucket) => [startMs, bucket]));
	const rest = ranked.slice(groupsMax);
	const parts = [
		...ranked.slice(0, groupsMax).map(({ label, rows }) => ({ label, rows, stands: 1 })),
		...(rest.length === 0
			? []
			: [{ label: 'others', rows: rest.flatMap(({ rows }) => rows), stands: rest.length }]),
	];
	return measures.flatMap(index =>
		parts.map(({ label, rows, stands }): Series => {
			const column = result.columns[index] ?? '';
			const values = starts.map(() => 0);
			for (const row of rows) {
				const bucket = bucketOf.get(numberOf(row[time]));
				if (bucket !== undefined) {
					values[bucket] = (values[bucket] ?? 0) + finite(row[index]);
				}
			}

			const total = values.reduce((sum, value) => sum + value, 0);
			const named = measures.length > 1 ? `${labelText(column)} ${label}` : label;
			return { column: stands > 1 ? '' : column, label: named, values, total, stands };
		}),
	);
}

function finite(value: Value | undefined): number {
	const number = numberOf(value);
	return Number.isFinite(number) ? number : 0;
}
