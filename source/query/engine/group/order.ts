import { compareForSort } from '../../comparison.ts';
import type { Value } from '../../value.ts';
import { CountDistinct } from '../../aggregate/count-distinct.ts';
import { Count } from '../../aggregate/count.ts';
import { DoubleNumbers } from '../dictionary/double-numbers.ts';
import type { GroupTable } from './group-table.ts';
import { NumberPlaces } from './number-places.ts';

/** One sort criterion: a rank below `size` for each group. */
interface Ranks {
	readonly ranks: Float64Array;
	readonly size: number;
}

/** A key of the groups. */
export interface OrderKey {
	/** The number of each group's value. */
	readonly numbers: Uint32Array;
	value(number: number): Value;
}

/**
 * Groups in the default order, without a sort stage: by the timeslice when it is a key, else by the
 * first aggregate descending; then by the keys ascending.
 *
 * @param timesliceKey - index of the key that is the timeslice, or -1
 * @param keepMax - only this many groups from the start are wanted
 */
export function defaultOrder(
	table: GroupTable,
	keys: readonly OrderKey[],
	timesliceKey: number,
	keepMax: number,
): Uint32Array {
	const timeslice = keys[timesliceKey];
	const leading =
		timeslice === undefined
			? ranksOfFirstAggregate(table, keepMax)
			: ranksOfKey(timeslice, undefined);
	const chosen = keepMax < table.groupCount ? firstByRank(leading.ranks, keepMax) : undefined;
	const criteria = [chosen === undefined ? leading : pick(leading, chosen)];
	for (const key of keys) {
		if (key !== timeslice) {
			criteria.push(ranksOfKey(key, chosen));
		}
	}

	const order = sortByRanks(criteria, chosen?.length ?? table.groupCount);
	const groups = chosen === undefined ? order : order.map(index => chosen[index] as number);
	return groups.subarray(0, Math.min(keepMax, groups.length));
}

/** All groups that can be among the first; ties at the end are included. */
function firstByRank(ranks: Float64Array, keepMax: number): Uint32Array {
	if (keepMax <= 0) {
		return new Uint32Array(0);
	}

	const limit = ranks.slice().sort()[keepMax - 1] as number;
	const chosen: number[] = [];
	for (let group = 0; group < ranks.length; group++) {
		if ((ranks[group] as number) <= limit) {
			chosen.push(group);
		}
	}

	return Uint32Array.from(chosen);
}

function pick({ ranks, size }: Ranks, groups: Uint32Array): Ranks {
	const picked = new Float64Array(groups.length);
	for (let index = 0; index < groups.length; index++) {
		picked[index] = ranks[groups[index] as number] as number;
	}

	return { ranks: picked, size };
}

/** @param groups - only these, in this order; undefined: all */
function ranksOfKey(key: OrderKey, groups: Uint32Array | undefined): Ranks {
	const numbers = groups?.map(group => key.numbers[group] as number) ?? key.numbers;
	const { indexes, distinct } = indexesOf(numbers);
	const values = Array.from(distinct, number => key.value(number));
	return ranksByNumber(rankValues(values, 1), indexes);
}

/** The distinct numbers in order of arrival, and the place of each number among them. */
function indexesOf(numbers: Uint32Array): {
	readonly indexes: Uint32Array;
	readonly distinct: Uint32Array;
} {
	const known = new NumberPlaces();
	const indexes = new Uint32Array(numbers.length);
	const distinct = new Uint32Array(numbers.length);
	for (let index = 0; index < numbers.length; index++) {
		const number = numbers[index] as number;
		const position = known.indexOf(number);
		indexes[index] = position;
		distinct[position] = number;
	}

	return { indexes, distinct: distinct.subarray(0, known.size) };
}

function ranksByNumber(rank: Float64Array, numbers: Uint32Array): Ranks {
	const ranks = new Float64Array(numbers.length);
	for (let group = 0; group < ranks.length; group++) {
		ranks[group] = rank[numbers[group] as number] as number;
	}

	return { ranks, size: rank.length };
}

/** Largest first. */
function ranksOfFirstAggregate(table: GroupTable, keepMax: number): Ranks {
	const [first] = table.accumulators;
	const largest =
		first instanceof CountDistinct && keepMax > 0 && keepMax < table.groupCount
			? first.largest(keepMax, table.rowCounts)
			: undefined;
	const numbers = new Uint32Array(table.groupCount);
	const doubles = new DoubleNumbers();
	const others = new Map<Value, number>();
	const distinct: Value[] = [];
	for (let group = 0; group < numbers.length; group++) {
		const value =
			largest?.[group] ??
			(first instanceof Count ? first.countOf(group) : (first?.result(group)[0] ?? null));
		let index = typeof value === 'number' ? doubles.find(value) : (others.get(value) ?? -1);
		if (index < 0) {
			index = distinct.push(value) - 1;
			if (typeof value === 'number') {
				doubles.put(value, index);
			} else {
				others.set(value, index);
			}
		}

		numbers[group] = index;
	}

	return ranksByNumber(rankValues(distinct, -1), numbers);
}

/** Rank of each distinct value in their order. */
function rankValues(values: readonly Value[], direction: 1 | -1): Float64Array {
	const rank = new Float64Array(values.length);
	const numbers = numbersOf(values);
	if (numbers !== undefined) {
		// The native sort of doubles is many times faster than one with a comparator.
		const sorted = numbers.slice().sort();
		for (let index = 0; index < rank.length; index++) {
			const position = indexIn(sorted, numbers[index] as number);
			rank[index] = direction === 1 ? position : rank.length - 1 - position;
		}

		return rank;
	}

	const order = new Uint32Array(values.length);
	for (let index = 0; index < order.length; index++) {
		order[index] = index;
	}

	const compare = allPlainText(values) ? comparePlain : compareForSort;
	order.sort((a, b) => direction * compare(values[a] as string, values[b] as string));
	for (let position = 0; position < order.length; position++) {
		rank[order[position] as number] = position;
	}

	return rank;
}

/** From these characters on, UTF-16 order and code-point order differ. */
const surrogateOrLater = /[\ud800-\uffff]/;

/** Whether all values are text that JavaScript's own comparison sorts in code-point order. */
function allPlainText(values: readonly Value[]): boolean {
	return values.every(value => typeof value === 'string' && !surrogateOrLater.test(value));
}

function comparePlain(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** All values as numbers, when all of them are numbers. */
function numbersOf(values: readonly Value[]): Float64Array | undefined {
	const numbers = new Float64Array(values.length);
	for (let index = 0; index < numbers.length; index++) {
		const value = values[index];
		if (typeof value !== 'number' || Number.isNaN(value)) {
			return undefined;
		}

		numbers[index] = value;
	}

	return numbers;
}

/** Index of a number in a sorted list that contains it. */
function indexIn(sorted: Float64Array, number: number): number {
	let low = 0;
	let high = sorted.length - 1;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sorted[middle] as number) < number) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

function sortByRanks(criteria: readonly Ranks[], count: number): Uint32Array {
	const packs = criteria.reduce((product, { size }) => product * Math.max(size, 1), count);
	const order = new Uint32Array(count);
	if (packs >= Number.MAX_SAFE_INTEGER) {
		for (let group = 0; group < count; group++) {
			order[group] = group;
		}

		return order.sort((a, b) => compareRanks(criteria, a, b));
	}

	// All criteria and the group in one number, so that the native sort of doubles can be used.
	const packed = new Float64Array(count);
	for (const { ranks, size } of criteria) {
		const base = Math.max(size, 1);
		for (let group = 0; group < count; group++) {
			packed[group] = (packed[group] as number) * base + (ranks[group] as number);
		}
	}

	for (let group = 0; group < count; group++) {
		packed[group] = (packed[group] as number) * count + group;
	}

	packed.sort();
	for (let position = 0; position < count; position++) {
		order[position] = (packed[position] as number) % count;
	}

	return order;
}

function compareRanks(criteria: readonly Ranks[], a: number, b: number): number {
	for (const { ranks } of criteria) {
		const difference = (ranks[a] as number) - (ranks[b] as number);
		if (difference !== 0) {
			return difference;
		}
	}

	return a - b;
}
