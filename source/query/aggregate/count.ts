import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { eachGrouped, grownFloat } from './accumulator.ts';
import { defineAggregate } from './aggregate-spec.ts';

/** `count` of all rows, or `count(f)` of the rows where `f` is not null. */
export class Count implements Accumulator {
	#counts: Float64Array = new Float64Array(0);

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		this.#counts = new Float64Array(grouped.groupCount);
		if (field === undefined) {
			this.#counts.set(grouped.counts);
			return;
		}

		const counts = this.#counts;
		// 0 is "not asked yet", 1 null, 2 something.
		const known = new Uint8Array(field.size);
		const { codes } = field;
		eachGrouped(grouped, (row, group) => {
			const code = codes[row] as number;
			if (known[code] === 0) {
				known[code] = field.value(code) === null ? 1 : 2;
			}

			counts[group] = (counts[group] as number) + (known[code] as number) - 1;
		});
	}

	merge(other: Count, mapping: Int32Array, groupCount: number): void {
		this.#counts = grownFloat(this.#counts, groupCount);
		const into = this.#counts;
		const from = other.#counts;
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			if (target >= 0) {
				into[target] = (into[target] as number) + (from[group] as number);
			}
		}
	}

	result(group: number): readonly Value[] {
		return [this.#counts[group] ?? 0];
	}

	countOf(group: number): number {
		return this.#counts[group] ?? 0;
	}

	save(groupCount: number): Float64Array {
		return this.#counts.slice(0, groupCount);
	}

	/** @param saved - as `save` returned it */
	static restored(saved: unknown): Count {
		const made = new Count();
		made.#counts = saved as Float64Array;
		return made;
	}

	get bytes(): number {
		return this.#counts.byteLength;
	}
}

export const count = defineAggregate({
	name: 'count',
	readsNumbers: false,
	givesNumbers: true,
	title: '_count',
	tier: 'must',
	syntax: 'count [as n] [by k, …] | count(f) | count k1, k2',
	help: 'rows, or values of f that are not null',
	snippet: 'count by eventName',
	example: '| count by eventName',
	argsMin: 0,
	start: () => new Count(),
	restore: (_call, _numbers, saved) => Count.restored(saved),
});
