import { compareForSort } from '../../../source/query/comparison.ts';
import type { SortKey } from '../../../source/query/syntax/tree.ts';
import { columnIndex, reader, type Row } from './columns.ts';
import type { Table } from './table.ts';

/** Sorts rows by several keys, each with its own direction; equal rows keep their order. */
export function sortTable(table: Table, keys: readonly SortKey[]): Table {
	const orders = keys.map(({ field, descending }) => ({
		read: reader(table.columns, field.name),
		sign: descending ? -1 : 1,
	}));
	return { columns: table.columns, rows: table.rows.toSorted(compareBy(orders)) };
}

function compareBy(
	orders: readonly { readonly read: (row: Row) => Row[number]; readonly sign: number }[],
): (a: Row, b: Row) => number {
	return (a, b) => {
		for (const { read, sign } of orders) {
			const difference = compareForSort(read(a), read(b));

			if (difference !== 0) {
				return difference * sign;
			}
		}

		return 0;
	};
}

/**
 * The order of an aggregate's rows while nothing else sorts them: by the timeslice ascending when
 * it is a key, else by the first aggregate descending; then by the keys ascending.
 *
 * @param keyCount - the keys are the first columns, the aggregates follow
 */
export function sortByDefault(
	table: Table,
	keyCount: number,
	timesliceTitle: string | undefined,
): Table {
	const keys = table.columns.slice(0, keyCount);
	const timeIndex = timesliceTitle === undefined ? -1 : columnIndex(keys, timesliceTitle);
	const first = timeIndex >= 0 ? { index: timeIndex, sign: 1 } : { index: keyCount, sign: -1 };
	const orders = [first, ...keys.map((_key, index) => ({ index, sign: 1 }))].map(
		({ index, sign }) => ({ read: (row: Row) => row[index] ?? null, sign }),
	);
	return { columns: table.columns, rows: table.rows.toSorted(compareBy(orders)) };
}
