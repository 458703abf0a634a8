import { keyOfAll } from '../../../source/query/comparison.ts';
import type { Field } from '../../../source/query/syntax/tree.ts';
import { readers } from './columns.ts';
import type { Table } from './table.ts';

/** The first rows of each key, or of each run of neighbours with one key. Without fields the key is the whole row. */
export function dedupTable(
	table: Table,
	stage: {
		readonly count: number;
		readonly consecutive: boolean;
		readonly fields: readonly Field[];
	},
): Table {
	const keys = readers(table.columns, stage.fields);
	const seen = new Map<string, number>();
	let previous: string | undefined;
	const rows = table.rows.filter(row => {
		const key = keyOfAll(keys.length > 0 ? keys.map(read => read(row)) : row);

		if (stage.consecutive && key !== previous) {
			seen.clear();
		}

		previous = key;
		const count = (seen.get(key) ?? 0) + 1;
		seen.set(key, count);
		return count <= stage.count;
	});
	return { columns: table.columns, rows };
}
