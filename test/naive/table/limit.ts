import type { Table } from './table.ts';

/** The first rows; a negative count keeps the last ones. */
export function limitTable(table: Table, count: number): Table {
	const rows = count < 0 ? table.rows.slice(count) : table.rows.slice(0, count);
	return { columns: table.columns, rows };
}
