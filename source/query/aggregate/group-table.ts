import type { AggregateCall } from '../syntax/tree.ts';
import { groupsMax } from '../table/aggregate.ts';
import type { Value } from '../value.ts';
import type { Accumulator } from './accumulator.ts';
import { createAccumulator } from './create.ts';
import type { KeyColumn, Partial } from './partial.ts';

/** Two numbers below this make one exact double. */
const pairBase = 2 ** 26;

/** Gives each distinct value a number, in order of arrival. */
class Interner {
	readonly values: Value[] = [];
	readonly #numbers = new Map<Value, number>();

	number(value: Value): number {
		const known = this.#numbers.get(value);
		if (known !== undefined) {
			return known;
		}

		const made = this.values.push(value) - 1;
		this.#numbers.set(value, made);
		return made;
	}
}

/** The groups of a whole query: partials of segments merge into it by the values of their keys. */
export class GroupTable {
	readonly accumulators: readonly Accumulator[];
	readonly #keys: readonly Interner[];
	/** Number of each key's value by group. */
	readonly #keyNumbers: number[][];
	/** Per key but the first: (number so far, number of this key) → number so far. */
	readonly #pairs: readonly Map<number, number>[];
	readonly #groupOfNumber: number[] = [];
	readonly #rowsOfGroup: number[] = [];
	#groupCount = 0;
	#rowCount = 0;
	#hiddenRowCount = 0;

	constructor(calls: readonly AggregateCall[], keyCount: number) {
		this.accumulators = calls.map(createAccumulator);
		this.#keys = Array.from({ length: keyCount }, () => new Interner());
		this.#keyNumbers = Array.from({ length: keyCount }, () => []);
		// Without keys there is one group, even of nothing.
		this.#groupCount = keyCount === 0 ? 1 : 0;
		this.#pairs = Array.from({ length: Math.max(keyCount - 1, 0) }, () => new Map());
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

	/** Memory held, roughly. */
	get bytes(): number {
		const keys = this.#keys.reduce((sum, key) => sum + key.values.length * 96, 0);
		return (
			keys +
			this.#groupCount * (16 + this.#keys.length * 48) +
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
			places: Uint32Array.from(other.#keyNumbers[index] as number[]),
		}));
		this.#mergeGroups(keys, other.#rowsOfGroup, other.accumulators);
	}

	/** The distinct values of a key, and the place of each group's value among them. */
	key(index: number): { readonly values: readonly Value[]; readonly numbers: readonly number[] } {
		return {
			values: (this.#keys[index] as Interner).values,
			numbers: this.#keyNumbers[index] as number[],
		};
	}

	#mergeGroups(
		keys: readonly KeyColumn[],
		counts: ArrayLike<number>,
		accumulators: readonly Accumulator[],
	): void {
		const mapping = this.#map(keys, counts.length);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const rows = counts[group] as number;
			if (target < 0) {
				this.#hiddenRowCount += rows;
			} else {
				this.#rowsOfGroup[target] = (this.#rowsOfGroup[target] ?? 0) + rows;
			}
		}

		for (const [index, accumulator] of this.accumulators.entries()) {
			accumulator.merge(accumulators[index] as Accumulator, mapping, this.#groupCount);
		}
	}

	#map(keys: readonly KeyColumn[], groupCount: number): Int32Array {
		const mapping = new Int32Array(groupCount);
		if (keys.length === 0) {
			return mapping;
		}

		// Values are looked up once each, however many groups share them.
		const numbers = keys.map((key, index) =>
			Uint32Array.from(key.values, value => (this.#keys[index] as Interner).number(value)),
		);
		for (let group = 0; group < groupCount; group++) {
			mapping[group] = this.#groupOf(keys, numbers, group);
		}

		return mapping;
	}

	#groupOf(keys: readonly KeyColumn[], numbers: readonly Uint32Array[], group: number): number {
		let sofar = numbers[0]![keys[0]!.places[group]!]!;
		for (let index = 1; index < keys.length; index++) {
			const next = numbers[index]![keys[index]!.places[group]!]!;
			const pairs = this.#pairs[index - 1]!;
			const pair = sofar * pairBase + next;
			let number = pairs.get(pair);
			if (number === undefined) {
				number = pairs.size;
				pairs.set(pair, number);
			}

			sofar = number;
		}

		const known = this.#groupOfNumber[sofar];
		if (known !== undefined) {
			return known;
		}

		if (this.#groupCount >= groupsMax) {
			this.#groupOfNumber[sofar] = -1;
			return -1;
		}

		for (let index = 0; index < keys.length; index++) {
			this.#keyNumbers[index]!.push(numbers[index]![keys[index]!.places[group]!]!);
		}

		this.#groupOfNumber[sofar] = this.#groupCount;
		return this.#groupCount++;
	}
}
