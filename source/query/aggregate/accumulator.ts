import type { Vector } from '../frame/vector.ts';
import type { Rows } from '../frame/rows.ts';
import type { Ties } from '../frame/ties.ts';
import type { Value } from '../value.ts';

/** The rows of one segment with the group of each row. */
export interface GroupedRows {
	readonly rows: Rows;
	readonly rowCount: number;
	readonly groupCount: number;
	/** Shape `[selected rows]`: group of the i-th selected row. */
	groupOf(): Uint32Array;
	/** Rows in each group, shape `[groupCount]`. */
	readonly counts: Uint32Array;
	/** Shape `[rowCount]`, ms since the epoch, by position. */
	times(): Float64Array;
	/** What orders rows of one time, by position. */
	ties(): Ties;
	/** Shape `[rowCount]`: a smaller rank comes first. Undefined: newest first. */
	readonly ranks: Float64Array | undefined;
}

/**
 * One aggregate function's state for a number of groups. Each segment fills its own accumulator.
 * Accumulators of the same call are merged in the order of the store.
 */
export interface Accumulator {
	/** Adds the rows of one segment. Called once, on a new accumulator. */
	add(grouped: GroupedRows, args: readonly Vector[]): void;
	/**
	 * Merges another accumulator of the same call into this one.
	 *
	 * @param mapping - group there → group here; -1 is a group beyond the limit of groups
	 */
	merge(other: Accumulator, mapping: Int32Array, groupCount: number): void;
	/** The result columns of one group: one value, or one per percentile. */
	result(group: number): readonly Value[];
	/** A warning for the user, such as a limit that was reached. */
	warning?(): string | undefined;
	/**
	 * Plain data, such as typed arrays, from which `restore` of the descriptor makes this state
	 * again, in any process. Undefined when it is cheaper to compute than to store.
	 *
	 * @param groupCount - groups; the state may have room for more
	 */
	save(groupCount: number): unknown;
	/** Bytes of memory, approximately. */
	readonly bytes: number;
}

/** Grows a typed array to at least `length`, keeping what it holds. */
export function grownFloat(array: Float64Array, length: number, fill = 0): Float64Array {
	if (array.length >= length) {
		return array;
	}

	const next = new Float64Array(Math.max(length, array.length * 2));
	next.set(array);
	if (fill !== 0) {
		next.fill(fill, array.length);
	}

	return next;
}

/** Calls back with each selected row and its group. */
export function eachGrouped(
	grouped: GroupedRows,
	visit: (row: number, group: number) => void,
): void {
	const { rows, rowCount } = grouped;
	const groupOf = grouped.groupOf();
	const most = rows === undefined ? rowCount : rows.length;
	for (let index = 0; index < most; index++) {
		visit(rows === undefined ? index : (rows[index] as number), groupOf[index] as number);
	}
}

/** Bytes of the texts among some values. */
export function textBytes(values: readonly Value[]): number {
	let bytes = 0;
	for (const value of values) {
		bytes += typeof value === 'string' ? value.length : 0;
	}

	return bytes;
}
