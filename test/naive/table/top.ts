import type { Field, SortKey } from '../../../source/query/syntax/tree.ts';
import { limitTable } from './limit.ts';
import { sortTable } from './sort.ts';
import type { Table } from './table.ts';

/** `top` after an aggregate: sorts by the named columns, largest first, and keeps some rows. */
export function topTable(
	table: Table,
	stage: {
		readonly count: number;
		readonly fields: readonly Field[];
		readonly by: readonly SortKey[];
	},
): Table {
	const keys =
		stage.by.length > 0 ? stage.by : stage.fields.map(field => ({ field, descending: true }));
	return limitTable(sortTable(table, keys), Math.max(0, stage.count));
}
