import { keyOfAll, numberOf } from '../comparison.ts';
import type { Field } from '../syntax/tree.ts';
import type { Value } from '../value.ts';
import type { Table, TableContext } from './table.ts';

export type Row = readonly Value[];

/** The index of a column: the exact spelling first, then any spelling; -1 when there is none. */
export function columnIndex(columns: readonly string[], name: string): number {
	const exact = columns.indexOf(name);

	if (exact >= 0) {
		return exact;
	}

	const lower = name.toLowerCase();
	return columns.findIndex(column => column.toLowerCase() === lower);
}

/** Reads one column of a row; a column that does not exist is null in all rows. */
export function reader(columns: readonly string[], name: string): (row: Row) => Value {
	const index = columnIndex(columns, name);
	return index < 0 ? () => null : row => row[index] ?? null;
}

export function readers(
	columns: readonly string[],
	fields: readonly Field[],
): readonly ((row: Row) => Value)[] {
	return fields.map(({ name }) => reader(columns, name));
}

/** The table with one column set; an existing column of that name keeps its index. */
export function withColumn(table: Table, title: string, values: readonly Value[]): Table {
	const index = columnIndex(table.columns, title);

	if (index < 0) {
		return {
			columns: [...table.columns, title],
			rows: table.rows.map((row, at) => [...row, values[at] ?? null]),
		};
	}

	return {
		columns: table.columns.with(index, title),
		rows: table.rows.map((row, at) => row.with(index, values[at] ?? null)),
	};
}

/** Indexes of the rows of each group, groups in order of their first row. */
export function groupRows(table: Table, by: readonly Field[]): readonly (readonly number[])[] {
	const keys = readers(table.columns, by);
	const groups = new Map<string, number[]>();

	for (const [index, row] of table.rows.entries()) {
		const key = keyOfAll(keys.map(read => read(row)));
		const group = groups.get(key);

		if (group) {
			group.push(index);
		} else {
			groups.set(key, [index]);
		}
	}

	return [...groups.values()];
}

/**
 * Adds a column that is computed along the rows in their order, for each group separately. Only
 * rows whose field is a number take part; the others get null.
 */
export function alongRows(
	table: Table,
	stage: { readonly field: Field; readonly as: string; readonly by: readonly Field[] },
	compute: (numbers: readonly number[]) => readonly Value[],
): Table {
	const read = reader(table.columns, stage.field.name);
	const values: Value[] = table.rows.map(() => null);

	for (const group of groupRows(table, stage.by)) {
		const numeric = group.filter(index => numberOf(read(table.rows[index]!)) !== null);
		const results = compute(numeric.map(index => numberOf(read(table.rows[index]!)) ?? 0));

		for (const [at, index] of numeric.entries()) {
			values[index] = results[at] ?? null;
		}
	}

	return withColumn(table, stage.as, values);
}

/** Largest number of rows in a moving window. */
const windowMax = 1_000;

export function windowOf(count: number, context: TableContext): number {
	if (count > windowMax) {
		context.warn(`the window of ${count} rows was cut to ${windowMax}`);
	}

	return Math.max(1, Math.min(Math.floor(count), windowMax));
}

/** The title of the column that holds the start of the buckets. */
export function timesliceColumn(context: TableContext): string {
	return context.timeslice?.column ?? '_timeslice';
}
