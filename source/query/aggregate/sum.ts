import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { grownFloat } from './accumulator.ts';
import { eachNumber } from './numbers.ts';
import { defineAggregate } from './aggregate-spec.ts';

interface SavedSum {
	readonly sums: Float64Array;
	readonly counts: Float64Array;
}

/** `sum` and `avg` over numeric values; without any, the sum is 0 and the average null. */
export class Sum implements Accumulator {
	readonly #average: boolean;
	#sums: Float64Array = new Float64Array(0);
	#counts: Float64Array = new Float64Array(0);

	constructor(average: boolean) {
		this.#average = average;
	}

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const sums = (this.#sums = new Float64Array(grouped.groupCount));
		const counts = (this.#counts = new Float64Array(grouped.groupCount));
		eachNumber(grouped, field as Vector, (group, number) => {
			sums[group] = (sums[group] as number) + number;
			counts[group] = (counts[group] as number) + 1;
		});
	}

	merge(other: Sum, mapping: Int32Array, groupCount: number): void {
		this.#sums = grownFloat(this.#sums, groupCount);
		this.#counts = grownFloat(this.#counts, groupCount);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			if (target >= 0) {
				this.#sums[target] = (this.#sums[target] as number) + (other.#sums[group] as number);
				this.#counts[target] = (this.#counts[target] as number) + (other.#counts[group] as number);
			}
		}
	}

	result(group: number): readonly Value[] {
		const sum = this.#sums[group] ?? 0;
		const count = this.#counts[group] ?? 0;
		return [this.#average ? (count === 0 ? null : sum / count) : sum];
	}

	save(groupCount: number): SavedSum {
		return {
			sums: this.#sums.slice(0, groupCount),
			counts: this.#counts.slice(0, groupCount),
		};
	}

	/** @param saved - as `save` returned it */
	static restored(average: boolean, saved: unknown): Sum {
		const made = new Sum(average);
		({ sums: made.#sums, counts: made.#counts } = saved as SavedSum);
		return made;
	}

	get bytes(): number {
		return this.#sums.byteLength * 2;
	}
}

export const sum = defineAggregate({
	name: 'sum',
	readsNumbers: true,
	givesNumbers: true,
	title: '_sum',
	tier: 'must',
	help: 'the sum of the numbers in f',
	example: '| sum(_size) as bytes by awsRegion',
	start: () => new Sum(false),
	restore: (_call, _numbers, saved) => Sum.restored(false, saved),
});

export const avg = defineAggregate({
	name: 'avg',
	readsNumbers: true,
	givesNumbers: true,
	title: '_avg',
	tier: 'must',
	help: 'the mean of the numbers in f',
	example: '| avg(_size) by eventName',
	start: () => new Sum(true),
	restore: (_call, _numbers, saved) => Sum.restored(true, saved),
});
