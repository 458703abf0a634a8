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

/** Groups of one aggregate. Rows of further groups are only counted. */
export const groupsMax = 100_000;

/** A group beyond the limit. */
const hidden = -1;

/**
 * The groups of a whole query. The partials of segments are merged into it by the values of their
 * keys.
 */
export class GroupTable {
	readonly accumulators: readonly Accumulator[];
	readonly #dictionaries: readonly Dictionary[];
	/** For each key: number of the key's value, by group. */
	readonly #keyNumbers: readonly NumberList[];
	/** Number of the first key's value → group by that key alone. */
	#first = new NumberPlaces();
	/** For each further key: (group so far, number of this key's value) → group. */
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
		// Without keys there is always one group, even without rows.
		this.#groupCount = keyCount === 0 ? 1 : 0;
	}

	get groupCount(): number {
		return this.#groupCount;
	}

	/** Rows that were added, including those of hidden groups. */
	get rowCount(): number {
		return this.#rowCount;
	}

	/** Rows of groups beyond the limit. */
	get hiddenRowCount(): number {
		return this.#hiddenRowCount;
	}

	/** Rows of each group. */
	get rowCounts(): Float64Array {
		return this.#rowsOfGroup.subarray(0, this.#groupCount);
	}

	/** Bytes of memory, approximately, without the dictionaries. */
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
		this.#hiddenRowCount += partial.hiddenRowCount;
		this.#mergeGroups(partial.keys, partial.counts, partial.accumulators);
	}

	/** Frees what only merging needs; from now on the table is only read. */
	finish(): void {
		this.#isFinished = true;
		this.#first = new NumberPlaces();
		this.#pairs = [];
	}

	/** All groups as one partial, which shares the table's memory. */
	asPartial(): Partial {
		return {
			groupCount: this.#groupCount,
			keys: this.#keyNumbers.map((_, index) => this.key(index)),
			accumulators: this.accumulators,
			counts: this.rowCounts,
			rowCount: this.#rowCount,
			hiddenRowCount: this.#hiddenRowCount,
			bytes: this.bytes,
		};
	}

	/** The number of each group's value of one key. */
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

	/** The group here for each group there; new groups are numbered in the order of arrival. */
	#map(keys: readonly KeyColumn[], groupCount: number): Int32Array {
		const mapping = new Int32Array(groupCount);
		const numbers = keys.map((key, index) =>
			translated(key.numbers, key.dictionary, this.#dictionaries[index] as Dictionary),
		);
		const [first, ...others] = numbers;
		if (first === undefined) {
			return mapping;
		}

		// Of the groups only the first ones fit, but all intermediate ones are needed to reach
		// them.
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
