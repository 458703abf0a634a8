import { keyOfAll } from '../../../source/query/comparison.ts';
import type { AggregateCall, Field } from '../../../source/query/syntax/tree.ts';
import type { Value } from '../../../source/query/value.ts';
import { type Accumulator, accumulate } from './accumulators.ts';
import { reader, readers } from './columns.ts';
import { sortByDefault } from './sort.ts';
import type { Table, TableContext } from './table.ts';

/** Groups of one aggregate. */
export const groupsMax = 100_000;
/** Groups that `count_frequent` shows. */
const frequentMax = 10_000;

/**
 * Aggregates the rows of a table: keys in the given order, then the aggregates, in the default
 * order. Without keys there is always one row.
 */
export function aggregateTable(
	table: Table,
	stage: { readonly aggregates: readonly AggregateCall[]; readonly by: readonly Field[] },
	context: TableContext,
): Table {
	const keys = readers(table.columns, stage.by);
	const args = stage.aggregates.map(call => readers(table.columns, call.args));
	const readTime = reader(table.columns, '_messageTime');
	const groups = new Map<
		string,
		{ keys: readonly Value[]; accumulators: readonly Accumulator[] }
	>();
	const warned = new Set<string>();
	const warn = (message: string) => {
		if (!warned.has(message)) {
			warned.add(message);
			context.warn(message);
		}
	};

	const start = () => stage.aggregates.map(call => accumulate(call, warn));

	if (stage.by.length === 0) {
		groups.set(keyOfAll([]), { keys: [], accumulators: start() });
	}

	for (const row of table.rows) {
		const values = keys.map(read => read(row));
		const key = keyOfAll(values);
		let group = groups.get(key);

		if (!group) {
			if (groups.size === groupsMax) {
				warn(`there are more than ${groupsMax} groups; the later ones are left out`);
				continue;
			}

			group = { keys: values, accumulators: start() };
			groups.set(key, group);
		}

		const time = readTime(row);

		for (const [index, accumulator] of group.accumulators.entries()) {
			const reads = args[index] ?? [];
			accumulator.add(
				reads.map(read => read(row)),
				typeof time === 'number' ? time : undefined,
			);
		}
	}

	const result = {
		columns: [
			...stage.by.map(({ name }) => name),
			...stage.aggregates.flatMap(({ titles }) => titles),
		],
		rows: [...groups.values()].map(group => [
			...group.keys,
			...group.accumulators.flatMap(accumulator => accumulator.results()),
		]),
	};
	return sortByDefault(result, stage.by.length, context.timeslice?.column);
}

/** `count_frequent`: the most frequent combinations of some fields, largest first. */
export function countFrequentTable(
	table: Table,
	fields: readonly Field[],
	context: TableContext,
): Table {
	const counted = aggregateTable(table, { aggregates: [approximateCount], by: fields }, context);
	const sorted = sortByDefault(counted, fields.length, undefined);

	if (sorted.rows.length > frequentMax) {
		context.warn(`count_frequent shows ${frequentMax} of ${sorted.rows.length} groups`);
	}

	return { columns: sorted.columns, rows: sorted.rows.slice(0, frequentMax) };
}

const approximateCount: AggregateCall = {
	name: 'count',
	args: [],
	numbers: [],
	titles: ['_approxcount'],
	span: { start: 0, end: 0 },
};
