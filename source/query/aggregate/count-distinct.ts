import assert from 'node:assert/strict';
import { keyOfAll } from '../comparison.ts';
import { combine } from '../frame/combine.ts';
import { nullNumber, type ValueNumbers } from '../frame/value-numbers.ts';
import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { largestFirst } from './largest-first.ts';
import { translated } from './translated.ts';
import { countUnions, type NumberSets } from './unions.ts';
import { defineAggregate } from './aggregate-spec.ts';

/** Groups that are united first when only the largest are wanted. */
const candidatesMin = 256;

/** More numbers than this take longer to store than to compute. */
const savedNumbersMax = 200_000;

interface SavedSets {
	/** Group `g` has the codes at `[starts[g], starts[g + 1])`. */
	readonly starts: Uint32Array;
	/** Indexes into `values`. */
	readonly codes: Uint32Array;
	readonly values: readonly Value[];
}

/** Another accumulator that was merged, with the group here for each of its groups. */
interface Source {
	readonly other: CountDistinct;
	readonly mapping: Int32Array;
}

/**
 * `count_distinct`: exact, from the set of each group's values. Null is not a value. A merge only
 * records its source. The sets are united when a result is requested; when only the largest groups
 * are wanted, only for groups that can be among them.
 */
export class CountDistinct implements Accumulator {
	readonly #dictionary: ValueNumbers;
	/** Numbers of one segment's values by group: group `g` has `[starts[g], starts[g + 1])`. */
	#starts: Uint32Array = new Uint32Array(0);
	#numbers: Uint32Array = new Uint32Array(0);
	readonly #sources: Source[] = [];
	/** Counts over all sources, once requested. */
	#counts: Float64Array | undefined;
	#largest: { readonly count: number; readonly counts: Float64Array } | undefined;

	/** @param dictionary - of the values; several fields are combined to one text */
	constructor(dictionary: ValueNumbers) {
		this.#dictionary = dictionary;
	}

	add(grouped: GroupedRows, args: readonly Vector[]): void {
		const vector = vectorOf(args, grouped);
		const { starts, codes } = codesByGroup(grouped, vector);
		this.#starts = starts;
		this.#numbers = withoutNull(starts, this.#dictionary.numbersOf(vector, codes));
	}

	merge(other: CountDistinct, mapping: Int32Array): void {
		this.#sources.push({ other, mapping });
		this.#counts = undefined;
		this.#largest = undefined;
	}

	result(group: number): readonly Value[] {
		const known = this.#counts === undefined ? (this.#largest?.counts[group] ?? -1) : -1;
		if (known >= 0) {
			return [known];
		}

		this.#counts ??= this.#countAll();
		return [this.#counts[group] ?? 0];
	}

	/**
	 * Counts of the groups that can be among the `count` largest; the others have -1.
	 *
	 * @param rowCounts - rows of each group: it cannot have more distinct values
	 */
	largest(count: number, rowCounts: Float64Array): Float64Array {
		if (this.#largest === undefined || this.#largest.count < count) {
			this.#largest = { count, counts: this.#countLargest(count, rowCounts) };
		}

		return this.#largest.counts;
	}

	/** The values themselves, because the numbers of a dictionary end with their process. */
	save(groupCount: number): SavedSets | undefined {
		const sets = this.#sets(Int32Array.from({ length: groupCount }, (_, group) => group));
		const total = sets.reduce((sum, { numbers }) => sum + numbers.length, 0);
		if (total > savedNumbersMax) {
			return undefined;
		}

		const codeOf = new Map<number, number>();
		const codes: number[] = [];
		const starts = new Uint32Array(groupCount + 1);
		for (const [group, numbers] of unions(sets, groupCount).entries()) {
			for (const number of numbers) {
				const code = codeOf.get(number) ?? codeOf.size;
				codeOf.set(number, code);
				codes.push(code);
			}

			starts[group + 1] = codes.length;
		}

		const values = Array.from(codeOf.keys(), number => this.#dictionary.value(number));
		return { starts, codes: Uint32Array.from(codes), values };
	}

	/** @param saved - as `save` returned it */
	static restored(dictionary: ValueNumbers, saved: unknown): CountDistinct {
		const made = new CountDistinct(dictionary);
		const { starts, codes, values } = saved as SavedSets;
		const numbers = values.map(value => dictionary.number(value));
		made.#starts = starts;
		made.#numbers = codes.map(code => numbers[code] as number);
		return made;
	}

	get bytes(): number {
		const sources = this.#sources.reduce(
			(sum, { other, mapping }) => sum + other.bytes + mapping.byteLength,
			0,
		);
		return 64 + this.#starts.byteLength + this.#numbers.byteLength + sources;
	}

	#countAll(): Float64Array {
		const groupCount = this.#sources.reduce(
			(most, { mapping }) => mapping.reduce((a, b) => Math.max(a, b + 1), most),
			0,
		);
		const counts = new Float64Array(groupCount);
		const all = new Uint32Array(groupCount).map((_, group) => group);
		countUnions(this.#sets(undefined), all, counts, this.#dictionary.end);
		return counts;
	}

	#countLargest(count: number, rowCounts: Float64Array): Float64Array {
		const order = largestFirst(rowCounts);
		const counts = new Float64Array(rowCounts.length).fill(-1);
		const sets = this.#sets(undefined);
		let done = 0;
		for (let most = Math.max(candidatesMin, count * 4); ; most *= 16) {
			countUnions(sets, order.subarray(done, most), counts, this.#dictionary.end);
			done = most;
			const next = order[done];
			const known = Float64Array.from(order.subarray(0, done), group => counts[group] as number);
			const last = known.sort()[known.length - count] as number;
			if (next === undefined || (rowCounts[next] as number) < last) {
				return counts;
			}
		}
	}

	/** The sets of all sources; `mapping` maps groups here to groups of the union. */
	#sets(mapping: Int32Array | undefined): readonly NumberSets[] {
		const sets = this.#sources.flatMap(({ other, mapping: own }) => {
			const target =
				mapping === undefined
					? own
					: own.map(group => (group < 0 ? group : (mapping[group] as number)));
			return other.#sets(target).map(set => ({
				...set,
				numbers: translated(set.numbers, other.#dictionary, this.#dictionary),
			}));
		});
		return mapping === undefined || this.#starts.length === 0
			? sets
			: [...sets, { starts: this.#starts, numbers: this.#numbers, mapping }];
	}
}

/** The distinct numbers of each group. */
function unions(sets: readonly NumberSets[], groupCount: number): readonly Set<number>[] {
	const all = Array.from({ length: groupCount }, () => new Set<number>());
	for (const { starts, numbers, mapping } of sets) {
		for (let own = 0; own + 1 < starts.length; own++) {
			const group = all[mapping[own] as number];
			for (let at = starts[own] as number; at < (starts[own + 1] as number); at++) {
				group?.add(numbers[at] as number);
			}
		}
	}

	return all;
}

/** The argument. Several are combined to one text, which is null when one of them is null. */
function vectorOf(args: readonly Vector[], grouped: GroupedRows): Vector {
	const [only] = args;
	if (args.length === 1 && only !== undefined) {
		return only;
	}

	const all = combine(args, grouped.rows, grouped.rowCount);
	return {
		codes: all.codes,
		size: all.size,
		repeats: all.repeats,
		value: code => {
			const values = args.map((vector, at) => vector.value(all.part(code, at)));
			return values.includes(null) ? null : keyOfAll(values);
		},
	};
}

/** The distinct codes of each group, one group after the other. */
function codesByGroup(
	grouped: GroupedRows,
	{ codes, size }: Vector,
): { readonly starts: Uint32Array; readonly codes: Uint32Array } {
	const { rows, rowCount, groupCount, counts } = grouped;
	const groups = grouped.groupOf();
	const most = rows === undefined ? rowCount : rows.length;
	const next = new Uint32Array(groupCount);
	for (let group = 1; group < groupCount; group++) {
		next[group] = (next[group - 1] as number) + (counts[group - 1] as number);
	}

	const laid = new Uint32Array(most);
	for (let index = 0; index < most; index++) {
		const row = rows === undefined ? index : (rows[index] as number);
		const group = groups[index] as number;
		const at = next[group] as number;
		next[group] = at + 1;
		laid[at] = codes[row] as number;
	}

	// Per code the last group that had it, plus one.
	const seen = new Uint32Array(size);
	const starts = new Uint32Array(groupCount + 1);
	let count = 0;
	for (let group = 0, at = 0; group < groupCount; group++) {
		for (; at < (next[group] as number); at++) {
			const code = laid[at] as number;
			if (seen[code] !== group + 1) {
				seen[code] = group + 1;
				laid[count++] = code;
			}
		}

		starts[group + 1] = count;
	}

	return { starts, codes: laid.slice(0, count) };
}

/** Removes null from the numbers and adjusts `starts`. */
function withoutNull(starts: Uint32Array, numbers: Uint32Array): Uint32Array {
	if (!numbers.includes(nullNumber)) {
		return numbers;
	}

	let count = 0;
	for (let group = 0, at = 0; group + 1 < starts.length; group++) {
		for (const stop = starts[group + 1] as number; at < stop; at++) {
			const number = numbers[at] as number;
			if (number !== nullNumber) {
				numbers[count++] = number;
			}
		}

		starts[group + 1] = count;
	}

	return numbers.slice(0, count);
}

export const countDistinct = defineAggregate({
	name: 'count_distinct',
	readsNumbers: false,
	givesNumbers: true,
	title: '_count_distinct',
	tier: 'must',
	syntax: 'count_distinct(f[, g]) [as x] [by k, …]',
	help: 'different values of f (or of f with g), exactly',
	example: '| count_distinct(sourceIPAddress) as addresses by userIdentity.arn',
	argsMax: 2,
	tellsApart: true,
	start: (_, numbers) => {
		assert(numbers !== undefined, 'an aggregate that tells values apart is given their numbers');
		return new CountDistinct(numbers);
	},
	restore: (_call, numbers, saved) => {
		assert(numbers !== undefined, 'an aggregate that tells values apart is given their numbers');
		return CountDistinct.restored(numbers, saved);
	},
});
