import type { Field } from '../../../source/query/syntax/tree.ts';
import { groupRows, withColumn } from './columns.ts';
import { sortTable } from './sort.ts';
import type { Table } from './table.ts';

/** The largest rows of each group, groups in order of their first row, with their rank from 1. */
export function topkTable(
	table: Table,
	stage: {
		readonly count: number;
		readonly fields: readonly Field[];
		readonly by: readonly Field[];
	},
): Table {
	const keys = stage.fields.map(field => ({ field, descending: true }));
	const groups = groupRows(table, stage.by).map(group => {
		const rows = group.map(index => table.rows[index]!);
		return sortTable({ columns: table.columns, rows }, keys).rows.slice(0, stage.count);
	});
	const ranks = groups.flatMap(group => group.map((_row, index) => index + 1));
	return withColumn({ columns: table.columns, rows: groups.flat() }, '_rank', ranks);
}
