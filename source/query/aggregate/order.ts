import { compareForSort } from '../compare.ts';
import type { Value } from '../value.ts';
import type { GroupTable } from './group-table.ts';

/** One criterion of the order: a rank below `size` for each group. */
interface Ranks {
	readonly ranks: Float64Array;
	readonly size: number;
}

/**
 * Groups in the order that holds when nothing sorts: by the timeslice when it is a key, else by the
 * first aggregate descending; then by the keys ascending.
 *
 * @param timesliceKey - index of the key that is the timeslice, or -1
 */
export function defaultOrder(
	table: GroupTable,
	keyCount: number,
	timesliceKey: number,
): Uint32Array {
	const count = table.groupCount;
	const keyRanks = Array.from({ length: keyCount }, (_, index) => ranksOfKey(table, index));
	const [first] = table.accumulators;
	const leading =
		timesliceKey >= 0
			? (keyRanks[timesliceKey] as Ranks)
			: ranksOf(
					Array.from({ length: count }, (_, group) => first?.result(group)[0] ?? null),
					-1,
				);
	const criteria = [leading, ...keyRanks.filter((_, index) => index !== timesliceKey)];
	return sortByRanks(criteria, count);
}

function ranksOfKey(table: GroupTable, index: number): Ranks {
	const { values, numbers } = table.key(index);
	const rank = rankValues(values, 1);
	return {
		ranks: Float64Array.from(numbers, number => rank[number] as number),
		size: values.length,
	};
}

function ranksOf(values: readonly Value[], direction: 1 | -1): Ranks {
	const places = new Map<Value, number>();
	const distinct: Value[] = [];
	const numbers = values.map(value => {
		const known = places.get(value);
		if (known !== undefined) {
			return known;
		}

		places.set(value, distinct.length);
		return distinct.push(value) - 1;
	});
	const rank = rankValues(distinct, direction);
	return {
		ranks: Float64Array.from(numbers, number => rank[number] as number),
		size: distinct.length,
	};
}

/** Place of each distinct value in their order. */
function rankValues(values: readonly Value[], direction: 1 | -1): Float64Array {
	const order = values
		.map((_, index) => index)
		.sort((a, b) => direction * compareForSort(values[a] as Value, values[b] as Value));
	const rank = new Float64Array(values.length);
	order.forEach((index, place) => {
		rank[index] = place;
	});
	return rank;
}

function sortByRanks(criteria: readonly Ranks[], count: number): Uint32Array {
	const packs = criteria.reduce((product, { size }) => product * Math.max(size, 1), count);
	if (packs >= Number.MAX_SAFE_INTEGER) {
		return Uint32Array.from({ length: count }, (_, group) => group).sort((a, b) => {
			for (const { ranks } of criteria) {
				const difference = (ranks[a] as number) - (ranks[b] as number);
				if (difference !== 0) {
					return difference;
				}
			}

			return a - b;
		});
	}

	// All criteria and the group itself in one number: the native sort of doubles does the rest.
	const packed = new Float64Array(count);
	for (let group = 0; group < count; group++) {
		let value = 0;
		for (const { ranks, size } of criteria) {
			value = value * Math.max(size, 1) + (ranks[group] as number);
		}

		packed[group] = value * count + group;
	}

	packed.sort();
	return Uint32Array.from(packed, value => value % count);
}
