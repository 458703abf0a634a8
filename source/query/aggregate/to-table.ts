import type { AggregateCall } from '../syntax/tree.ts';
import type { Table } from '../table/table.ts';
import type { Value } from '../value.ts';
import type { GroupTable } from './group-table.ts';
import { defaultOrder } from './order.ts';

/** Keys in the given order, then the aggregates; rows in the default order. */
export function toTable(
	table: GroupTable,
	keyTitles: readonly string[],
	calls: readonly AggregateCall[],
	timesliceKey: number,
): Table {
	const keys = keyTitles.map((_, index) => table.key(index));
	const rows: Value[][] = [];
	for (const group of defaultOrder(table, keyTitles.length, timesliceKey)) {
		const row: Value[] = [];
		for (const { values, numbers } of keys) {
			row.push(values[numbers[group] as number] as Value);
		}

		for (const accumulator of table.accumulators) {
			row.push(...accumulator.result(group));
		}

		rows.push(row);
	}

	return { columns: [...keyTitles, ...calls.flatMap(call => call.titles)], rows };
}
