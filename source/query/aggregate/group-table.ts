import type { AggregateCall } from '../syntax/tree.ts';
import { groupsMax } from '../table/aggregate.ts';
import type { Value } from '../value.ts';
import { grownFloat, type Accumulator } from './accumulator.ts';
import { createAccumulator } from './create.ts';
import { Interner } from './interner.ts';
import { NumberList } from './number-list.ts';
import { PairNumbers } from './pair-numbers.ts';
import type { KeyColumn, Partial } from './partial.ts';

/** A group that found no room. */
const hidden = -1;

/** The groups of a whole query: partials of segments merge into it by the values of their keys. */
export class GroupTable {
	readonly accumulators: readonly Accumulator[];
	readonly #keys: readonly Interner[];
	/** Number of each key's value by group. */
	readonly #keyNumbers: readonly NumberList[];
	/** Per key but the first: (number so far, number of this key) → number so far. */
	readonly #pairs: readonly PairNumbers[];
	#rowsOfGroup: Float64Array = new Float64Array(64);
	#groupCount = 0;
	#rowCount = 0;
	#hiddenRowCount = 0;

	constructor(calls: readonly AggregateCall[], keyCount: number) {
		this.accumulators = calls.map(createAccumulator);
		this.#keys = Array.from({ length: keyCount }, () => new Interner());
		this.#keyNumbers = Array.from({ length: keyCount }, () => new NumberList());
		this.#pairs = Array.from({ length: Math.max(keyCount - 1, 0) }, () => new PairNumbers());
		// Without keys there is one group, even of nothing.
		this.#groupCount = keyCount === 0 ? 1 : 0;
	}

	get groupCount(): number {
		return this.#groupCount;
	}

	/** Rows that went in, those of hidden groups included. */
	get rowCount(): number {
		return this.#rowCount;
	}

	/** Rows of groups that found no room. */
	get hiddenRowCount(): number {
		return this.#hiddenRowCount;
	}

	/** Rows of each group. */
	get rowCounts(): Float64Array {
		return this.#rowsOfGroup.subarray(0, this.#groupCount);
	}

	/** Memory held, roughly. */
	get bytes(): number {
		return (
			this.#keys.reduce((sum, key) => sum + key.values.length * 96, 0) +
			this.#keyNumbers.reduce((sum, numbers) => sum + numbers.bytes, 0) +
			this.#pairs.reduce((sum, pairs) => sum + pairs.bytes, 0) +
			this.accumulators.reduce((sum, accumulator) => sum + accumulator.bytes, 0)
		);
	}

	merge(partial: Partial): void {
		this.#rowCount += partial.rowCount;
		this.#mergeGroups(partial.keys, partial.counts, partial.accumulators);
	}

	/** Takes over all groups of another table of the same aggregate. */
	mergeTable(other: GroupTable): void {
		this.#rowCount += other.#rowCount;
		this.#hiddenRowCount += other.#hiddenRowCount;
		const keys = other.#keys.map((interner, index) => ({
			values: interner.values,
			places: (other.#keyNumbers[index] as NumberList).view(),
		}));
		const counts = other.#rowsOfGroup.subarray(0, other.#groupCount);
		this.#mergeGroups(keys, counts, other.accumulators);
	}

	/** The distinct values of a key, and the place of each group's value among them. */
	key(index: number): { readonly values: readonly Value[]; readonly numbers: Uint32Array } {
		return {
			values: (this.#keys[index] as Interner).values,
			numbers: (this.#keyNumbers[index] as NumberList).view(),
		};
	}

	#mergeGroups(
		keys: readonly KeyColumn[],
		counts: Uint32Array | Float64Array,
		accumulators: readonly Accumulator[],
	): void {
		const mapping = this.#map(keys, counts.length);
		this.#rowsOfGroup = grownFloat(this.#rowsOfGroup, this.#groupCount);
		const rows = this.#rowsOfGroup;
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const more = counts[group] as number;
			if (target === hidden) {
				this.#hiddenRowCount += more;
			} else {
				rows[target] = (rows[target] as number) + more;
			}
		}

		for (const [index, accumulator] of this.accumulators.entries()) {
			accumulator.merge(accumulators[index] as Accumulator, mapping, this.#groupCount);
		}
	}

	/** The group here of each group there. */
	#map(keys: readonly KeyColumn[], groupCount: number): Int32Array {
		const mapping = new Int32Array(groupCount);
		const [first, ...others] = keys;
		if (first === undefined) {
			return mapping;
		}

		// Values are looked up once each, however many groups share them.
		const numbers = keys.map((key, index) => this.#numbersOf(key, index));
		const firstNumbers = numbers[0] as Uint32Array;
		for (let group = 0; group < groupCount; group++) {
			mapping[group] = firstNumbers[first.places[group] as number] as number;
		}

		for (const [index, key] of others.entries()) {
			const pairs = this.#pairs[index] as PairNumbers;
			const own = numbers[index + 1] as Uint32Array;
			pairs.reserve(groupCount);

			for (let group = 0; group < groupCount; group++) {
				mapping[group] = pairs.number(
					mapping[group] as number,
					own[key.places[group] as number] as number,
				);
			}
		}

		for (let group = 0; group < groupCount; group++) {
			mapping[group] = this.#room(mapping[group] as number, keys, numbers, group);
		}

		return mapping;
	}

	#numbersOf(key: KeyColumn, index: number): Uint32Array {
		const interner = this.#keys[index] as Interner;
		const numbers = new Uint32Array(key.values.length);
		for (let place = 0; place < numbers.length; place++) {
			numbers[place] = interner.number(key.values[place] as Value);
		}

		return numbers;
	}

	/** Numbers are given in order of arrival, so the first ones are the groups that fit. */
	#room(
		number: number,
		keys: readonly KeyColumn[],
		numbers: readonly Uint32Array[],
		group: number,
	): number {
		if (number < this.#groupCount) {
			return number;
		}

		if (number >= groupsMax) {
			return hidden;
		}

		for (let index = 0; index < keys.length; index++) {
			const place = (keys[index] as KeyColumn).places[group] as number;
			(this.#keyNumbers[index] as NumberList).push(
				(numbers[index] as Uint32Array)[place] as number,
			);
		}

		return this.#groupCount++;
	}
}
