import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { grownFloat } from './accumulator.ts';
import { eachNumber } from './numbers.ts';
import { defineAggregate } from './aggregate-spec.ts';

interface SavedDeviation {
	readonly counts: Float64Array;
	readonly means: Float64Array;
	readonly squares: Float64Array;
}

/**
 * `stddev`: the population standard deviation, by Welford's algorithm within a segment and Chan's
 * for merging.
 */
export class Deviation implements Accumulator {
	#counts: Float64Array = new Float64Array(0);
	#means: Float64Array = new Float64Array(0);
	/** Sums of squared distances from the mean. */
	#squares: Float64Array = new Float64Array(0);

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const counts = (this.#counts = new Float64Array(grouped.groupCount));
		const means = (this.#means = new Float64Array(grouped.groupCount));
		const squares = (this.#squares = new Float64Array(grouped.groupCount));
		eachNumber(grouped, field as Vector, (group, number) => {
			const count = (counts[group] as number) + 1;
			const mean = means[group] as number;
			const distance = number - mean;
			counts[group] = count;
			means[group] = mean + distance / count;
			squares[group] = (squares[group] as number) + distance * (number - (means[group] as number));
		});
	}

	merge(other: Deviation, mapping: Int32Array, groupCount: number): void {
		this.#counts = grownFloat(this.#counts, groupCount);
		this.#means = grownFloat(this.#means, groupCount);
		this.#squares = grownFloat(this.#squares, groupCount);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const more = other.#counts[group] as number;
			if (target < 0 || more === 0) {
				continue;
			}

			const count = this.#counts[target] as number;
			const distance = (other.#means[group] as number) - (this.#means[target] as number);
			const all = count + more;
			this.#counts[target] = all;
			this.#means[target] = (this.#means[target] as number) + (distance * more) / all;
			this.#squares[target] =
				(this.#squares[target] as number) +
				(other.#squares[group] as number) +
				(distance * distance * count * more) / all;
		}
	}

	result(group: number): readonly Value[] {
		const count = this.#counts[group] ?? 0;
		return [count === 0 ? null : Math.sqrt((this.#squares[group] as number) / count)];
	}

	save(groupCount: number): SavedDeviation {
		return {
			counts: this.#counts.slice(0, groupCount),
			means: this.#means.slice(0, groupCount),
			squares: this.#squares.slice(0, groupCount),
		};
	}

	/** @param saved - as `save` returned it */
	static restored(saved: unknown): Deviation {
		const made = new Deviation();
		const { counts, means, squares } = saved as SavedDeviation;
		made.#counts = counts;
		made.#means = means;
		made.#squares = squares;
		return made;
	}

	get bytes(): number {
		return this.#counts.byteLength * 3;
	}
}

export const stddev = defineAggregate({
	name: 'stddev',
	readsNumbers: true,
	givesNumbers: true,
	title: '_stddev',
	tier: 'should',
	help: 'the standard deviation of f',
	example: '| stddev(_size) by eventName',
	start: () => new Deviation(),
	restore: (_call, _numbers, saved) => Deviation.restored(saved),
});
