import type { QueryResult } from '../query/port.ts';
import type { Value } from '../query/value.ts';

type Sort = { readonly column: string; readonly descending: boolean } | undefined;

// Cached per result: the order is needed at every key, and sorting 10,000 rows takes longer than a
// frame.
const orders = new WeakMap<QueryResult, { key: string; order: readonly number[] }>();
const natural = new WeakMap<QueryResult, readonly number[]>();

/** Indexes of the result's rows in the order that the user chose; ties keep the result's order. */
export function sortedRows(result: QueryResult, sort: Sort): readonly number[] {
	const asIs = natural.get(result) ?? result.rows.map((_, index) => index);
	natural.set(result, asIs);

	const column = sort === undefined ? -1 : result.columns.indexOf(sort.column);

	if (sort === undefined || column < 0) {
		return asIs;
	}

	const key = `${column} ${sort.descending}`;
	const known = orders.get(result);

	if (known?.key === key) {
		return known.order;
	}

	const sign = sort.descending ? -1 : 1;
	const order = [...asIs].sort(
		(a, b) =>
			sign * compareValues(result.rows[a]?.[column] ?? null, result.rows[b]?.[column] ?? null) ||
			a - b,
	);
	orders.set(result, { key, order });
	return order;
}

/** Sorts missing values first, then booleans, numbers and texts, as the query language does. */
function compareValues(a: Value, b: Value): number {
	const rankA = rankOf(a);
	const rankB = rankOf(b);

	if (rankA !== rankB) {
		return rankA - rankB;
	}

	if (a === b || a === null || b === null) {
		return 0;
	}

	return a < b ? -1 : 1;
}

function rankOf(value: Value): number {
	if (value === null) {
		return 0;
	}

	return typeof value === 'boolean' ? 1 : typeof value === 'number' ? 2 : 3;
}
