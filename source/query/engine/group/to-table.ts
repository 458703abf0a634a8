import { memoByCode } from '../../frame/vector.ts';
import type { AggregateCall } from '../../syntax/tree.ts';
import type { Table } from '../../frame/table.ts';
import { rowBytes } from '../../spending.ts';
import type { Value } from '../../value.ts';
import type { GroupTable } from './group-table.ts';
import { Count } from '../../aggregate/count.ts';
import { defaultOrder } from './order.ts';

/**
 * Makes a table: keys in the given order, then the aggregates; rows in the default order, at most
 * `keepMax`.
 *
 * @param timesliceKey - index of the key that is the timeslice, or -1
 * @param spend - is told of the bytes of rows and texts; may throw
 */
export function toTable(
	table: GroupTable,
	keyTitles: readonly string[],
	calls: readonly AggregateCall[],
	timesliceKey: number,
	keepMax: number,
	spend: (bytes: number) => void = () => {},
): Table {
	const columns = [...keyTitles, ...calls.flatMap(call => call.titles)];
	const keys = keyTitles.map((_, index) => {
		const { dictionary, numbers } = table.key(index);
		const value = memoByCode(dictionary.end, number => told(dictionary.value(number), spend));
		return { numbers, value };
	});
	const order = defaultOrder(table, keys, timesliceKey, keepMax);
	spend(order.length * rowBytes(columns.length));
	const rows = new Array<Value[]>(order.length);
	for (let position = 0; position < order.length; position++) {
		const group = order[position] as number;
		// Allocated with its final length: a growing list would take three times the memory.
		const row = new Array<Value>(columns.length);
		let column = 0;
		for (const { value, numbers } of keys) {
			row[column++] = value(numbers[group] as number);
		}

		for (const accumulator of table.accumulators) {
			if (accumulator instanceof Count) {
				row[column++] = accumulator.countOf(group);
				continue;
			}

			for (const value of accumulator.result(group)) {
				row[column++] = told(value, spend);
			}
		}

		rows[position] = row;
	}

	return { columns, rows };
}

function told(value: Value, spend: (bytes: number) => void): Value {
	if (typeof value === 'string') {
		spend(value.length);
	}

	return value;
}
