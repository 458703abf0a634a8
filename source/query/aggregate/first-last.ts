import type { Vector } from '../local/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { eachGrouped, grownFloat } from './accumulator.ts';

/**
 * `first` and `last`: the value in the row that stands first or last. Rows stand newest first, equal
 * times in the order of arrival, unless a sort said otherwise.
 */
export class FirstLast implements Accumulator {
	readonly #wantsFirst: boolean;
	/** Rank of the best row so far; a smaller one stands earlier. */
	#ranks: Float64Array = new Float64Array(0);
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
		eachGrouped(grouped, (row, group) => {
			const rank = sign * (times[row] as number);
			if (at[group] === -1 || this.#beats(rank, best[group] as number)) {
				best[group] = rank;
				at[group] = row;
			}
		});
		const vector = field as Vector;
		this.#values = Array.from(at, row =>
			row < 0 ? null : vector.value(vector.codes[row] as number),
		);
	}

	merge(other: FirstLast, mapping: Int32Array, groupCount: number): void {
		this.#ranks = grownFloat(this.#ranks, groupCount, this.#none);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const rank = other.#ranks[group] as number;
			if (target >= 0 && rank !== this.#none && this.#beats(rank, this.#ranks[target] as number)) {
				this.#ranks[target] = rank;
				this.#values[target] = other.#values[group] as Value;
			}
		}
	}

	result(group: number): readonly Value[] {
		return [this.#values[group] ?? null];
	}

	get bytes(): number {
		return this.#ranks.byteLength * 5;
	}

	get #none(): number {
		return this.#wantsFirst ? Infinity : -Infinity;
	}

	/** Of equal ranks the earlier arrival is first and the later one last. */
	#beats(rank: number, best: number): boolean {
		return this.#wantsFirst ? rank < best : rank >= best;
	}
}
