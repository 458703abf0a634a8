import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { Places } from './places.ts';
import { eachGrouped, grownFloat, textBytes } from './accumulator.ts';
import { defineAggregate } from './aggregate-spec.ts';

/**
 * `first` and `last`: the value of the first or last row. Rows are ordered newest first, those of one
 * time by their object and their place in it, unless a sort stage changed the order.
 */
export class FirstLast implements Accumulator {
	readonly #wantsFirst: boolean;
	/** Rank of the best row so far; a smaller rank comes first. */
	#ranks: Float64Array = new Float64Array(0);
	readonly #places = new Places();
	#values: Value[] = [];

	constructor(which: 'first' | 'last') {
		this.#wantsFirst = which === 'first';
	}

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const none = this.#none;
		const best = (this.#ranks = new Float64Array(grouped.groupCount).fill(none));
		const at = new Int32Array(grouped.groupCount).fill(-1);
		const given = grouped.ranks;
		const times = given === undefined ? grouped.times() : given;
		const sign = given === undefined ? -1 : 1;
		const ties = grouped.ties();
		// Of one object, rows are visited in their order.
		const isEarlier = (row: number, than: number) => ties.rankAt(row) < ties.rankAt(than);
		eachGrouped(grouped, (row, group) => {
			const rank = sign * (times[row] as number);
			const order = this.#order(rank, best[group] as number);
			const known = at[group] as number;
			if (
				known === -1 ||
				order < 0 ||
				(order === 0 && isEarlier(row, known) === this.#wantsFirst)
			) {
				best[group] = rank;
				at[group] = row;
			}
		});
		this.#places.add(at, grouped.rowCount, ties);
		const vector = field as Vector;
		this.#values = Array.from(at, row =>
			row < 0 ? null : vector.value(vector.codes[row] as number),
		);
	}

	merge(other: FirstLast, mapping: Int32Array, groupCount: number): void {
		this.#ranks = grownFloat(this.#ranks, groupCount, this.#none);
		const places = this.#places.merge(other.#places, groupCount);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const rank = other.#ranks[group] as number;
			if (target < 0 || rank === this.#none) {
				continue;
			}

			const order = this.#order(rank, this.#ranks[target] as number);
			const isEarlier = places.isEarlier(group, target);
			if (order < 0 || (order === 0 && isEarlier === this.#wantsFirst)) {
				this.#ranks[target] = rank;
				this.#values[target] = other.#values[group] as Value;
				places.take(group, target);
			}
		}
	}

	result(group: number): readonly Value[] {
		return [this.#values[group] ?? null];
	}

	/** Its values are as many as the rows, or depend on their order. */
	save(): undefined {
		return undefined;
	}

	get bytes(): number {
		return this.#ranks.byteLength * 7 + textBytes(this.#values);
	}

	get #none(): number {
		return this.#wantsFirst ? Infinity : -Infinity;
	}

	/** Negative when `rank` is better, zero when object and place decide. */
	#order(rank: number, best: number): number {
		return rank === best ? 0 : rank < best === this.#wantsFirst ? -1 : 1;
	}
}

export const first = defineAggregate({
	name: 'first',
	readsNumbers: false,
	givesNumbers: false,
	title: '_first',
	tier: 'must',
	help: 'f of the first row: the newest, unless sorted',
	example: '| first(eventName) by userIdentity.arn',
	dependsOnOrder: true,
	start: () => new FirstLast('first'),
	restore: undefined,
});

export const last = defineAggregate({
	name: 'last',
	readsNumbers: false,
	givesNumbers: false,
	title: '_last',
	tier: 'must',
	help: 'f of the last row: the oldest, unless sorted',
	example: '| last(eventName) by userIdentity.arn',
	dependsOnOrder: true,
	start: () => new FirstLast('last'),
	restore: undefined,
});
