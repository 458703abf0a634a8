import type { Field } from '../../../source/query/syntax/tree.ts';
import { alongRows, windowOf } from './columns.ts';
import { deviation, mean } from './statistics.ts';
import type { Table, TableContext } from './table.ts';

interface Running {
	readonly field: Field;
	readonly as: string;
	readonly by: readonly Field[];
}

type Windowed = Running & { readonly count: number };

/** The sum of the group on every row. */
export function totalTable(table: Table, stage: Running): Table {
	return alongRows(table, stage, numbers => {
		const total = numbers.reduce((sum, number) => sum + number, 0);
		return numbers.map(() => total);
	});
}

/** The sum of the rows so far. */
export function accumTable(table: Table, stage: Running): Table {
	return alongRows(table, stage, numbers => {
		let sum = 0;
		return numbers.map(number => (sum += number));
	});
}

/** What was added since the row before. */
export function diffTable(table: Table, stage: Running): Table {
	return alongRows(table, stage, numbers =>
		numbers.map((number, index) => (index === 0 ? null : number - (numbers[index - 1] ?? 0))),
	);
}

/** The value some rows back. */
export function backshiftTable(table: Table, stage: Windowed, context: TableContext): Table {
	const count = windowOf(stage.count, context);
	return alongRows(table, stage, numbers =>
		numbers.map((_number, index) => numbers[index - count] ?? null),
	);
}

/** The mean of the last rows, this one included. */
export function smoothTable(table: Table, stage: Windowed, context: TableContext): Table {
	return overWindow(table, stage, context, mean);
}

/** The population deviation of the last rows, this one included. */
export function rollingstdTable(table: Table, stage: Windowed, context: TableContext): Table {
	return overWindow(table, stage, context, deviation);
}

function overWindow(
	table: Table,
	stage: Windowed,
	context: TableContext,
	compute: (window: readonly number[]) => number,
): Table {
	const count = windowOf(stage.count, context);
	return alongRows(table, stage, numbers =>
		numbers.map((_number, index) =>
			compute(numbers.slice(Math.max(0, index - count + 1), index + 1)),
		),
	);
}
