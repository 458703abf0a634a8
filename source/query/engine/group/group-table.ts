import assert from 'node:assert/strict';
import type { Dictionary } from '../dictionary/dictionary.ts';
import type { AggregateCall } from '../../syntax/tree.ts';
import { grownFloat, type Accumulator } from '../../aggregate/accumulator.ts';
import { ownDictionaries, type AggregateDictionaries } from './aggregate-dictionaries.ts';
import { aggregateOf } from '../../aggregate/index.ts';
import { NumberList } from './number-list.ts';
import { NumberPlaces } from './number-places.ts';
import { PairNumbers } from './pair-numbers.ts';
import type { KeyColumn, Partial } from './partial.ts';
import { translated } from '../../aggregate/translated.ts';

/** Groups of one aggregate. */
export const groupsMax = 100_000;

/** A group that found no room. */
const hidden = -1;

/** The groups of a whole query: partials of segments merge into it by the values of their keys. */
export class GroupTable {
	readonly accumulators: readonly Accumulator[];
	readonly #dictionaries: readonly Dictionary[];
	/** Number of each key's value by group. */
	readonly #keyNumbers: readonly NumberList[];
	/** Number of the first key → group so far. */
	#first = new NumberPlaces();
	/** Per further key: (group so far, number of this key) → group so far. */
	#pairs: readonly PairNumbers[];
	#isFinished = false;
	#rowsOfGroup: Float64Array = new Float64Array(64);
	#groupCount = 0;
	#rowCount = 0;
	#hiddenRowCount = 0;

	constructor(
		calls: readonly AggregateCall[],
		keyCount: number,
		dictionaries: AggregateDictionaries = ownDictionaries(calls, keyCount),
	) {
		this.accumulators = calls.map((call, index) =>
			aggregateOf(call).start(call, dictionaries.calls[index]),
		);
		this.#dictionaries = dictionaries.keys;
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

	/** Memory held, roughly, without the dictionaries. */
	get bytes(): number {
		return (
			this.#rowsOfGroup.byteLength +
			this.#first.bytes +
			this.#keyNumbers.reduce((sum, numbers) => sum + numbers.bytes, 0) +
			this.#pairs.reduce((sum, pairs) => sum + pairs.bytes, 0) +
			this.accumulators.reduce((sum, accumulator) => sum + accumulator.bytes, 0)
		);
	}

	merge(partial: Partial): void {
		this.#rowCount += partial.rowCount;
		this.#mergeGroups(partial.keys, partial.counts, partial.accumulators);
	}

	/** Lets go of what only merging needs: from now on the table is read. */
	finish(): void {
		this.#isFinished = true;
		this.#first = new NumberPlaces();
		this.#pairs = [];
	}

	/** Takes over all groups of another table of the same aggregate. */
	mergeTable(other: GroupTable): void {
		this.#rowCount += other.#rowCount;
		this.#hiddenRowCount += other.#hiddenRowCount;
		const keys = this.#keyNumbers.map((_, index) => other.key(index));
		this.#mergeGroups(keys, other.rowCounts, other.accumulators);
	}

	/** The number of each group's value of a key. */
	key(index: number): KeyColumn {
		return {
			dictionary: this.#dictionaries[index] as Dictionary,
			numbers: (this.#keyNumbers[index] as NumberList).view(),
		};
	}

	#mergeGroups(
		keys: readonly KeyColumn[],
		counts: Uint32Array | Float64Array,
		accumulators: readonly Accumulator[],
	): void {
		assert(!this.#isFinished, 'a finished table takes no more groups');
		const mapping = this.#map(keys, counts.length);
		this.#rowsOfGroup = grownFloat(this.#rowsOfGroup, this.#groupCount);
		const rows = this.#rowsOfGroup;
		let hiddenRowCount = 0;
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const more = counts[group] as number;
			if (target === hidden) {
				hiddenRowCount += more;
			} else {
				rows[target] = (rows[target] as number) + more;
			}
		}

		this.#hiddenRowCount += hiddenRowCount;

		for (const [index, accumulator] of this.accumulators.entries()) {
			accumulator.merge(accumulators[index] as Accumulator, mapping, this.#groupCount);
		}
	}

	/** The group here of each group there; new ones are numbered in order of arrival. */
	#map(keys: readonly KeyColumn[], groupCount: number): Int32Array {
		const mapping = new Int32Array(groupCount);
		const numbers = keys.map((key, index) =>
			translated(key.numbers, key.dictionary, this.#dictionaries[index] as Dictionary),
		);
		const [first, ...others] = numbers;
		if (first === undefined) {
			return mapping;
		}

		// Of the groups the first ones fit; of what leads to them all are needed.
		const most = others.length === 0 ? groupsMax : Infinity;
		for (let group = 0; group < groupCount; group++) {
			mapping[group] = this.#first.indexOf(first[group] as number, most);
		}

		for (const [index, own] of others.entries()) {
			const pairs = this.#pairs[index] as PairNumbers;
			const pairsMax = index === others.length - 1 ? groupsMax : Infinity;
			pairs.reserve(Math.min(groupCount, pairsMax - pairs.size));
			for (let group = 0; group < groupCount; group++) {
				mapping[group] = pairs.number(mapping[group] as number, own[group] as number, pairsMax);
			}
		}

		this.#addNew(mapping, numbers);
		return mapping;
	}

	#addNew(mapping: Int32Array, numbers: readonly Uint32Array[]): void {
		for (let group = 0; group < mapping.length; group++) {
			// Groups that are new here come with ascending numbers.
			if (mapping[group] === this.#groupCount) {
				this.#groupCount++;
				for (const [index, own] of numbers.entries()) {
					(this.#keyNumbers[index] as NumberList).push(own[group] as number);
				}
			}
		}
	}
}
