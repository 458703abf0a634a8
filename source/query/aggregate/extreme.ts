import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { grownFloat } from './accumulator.ts';
import { eachNumber } from './numbers.ts';
import { defineAggregate } from './aggregate-spec.ts';

interface SavedExtreme {
	readonly best: Float64Array;
	readonly seen: Float64Array;
}

/** `min` and `max` over numeric values; null when there are none. */
export class Extreme implements Accumulator {
	/** 1 for the largest value, -1 for the smallest, which is the largest negated value. */
	readonly #sign: 1 | -1;
	/**
	 * Values times the sign. -Infinity is "none yet"; `#seen` distinguishes it from a real
	 * -Infinity.
	 */
	#best: Float64Array = new Float64Array(0);
	#seen: Float64Array = new Float64Array(0);

	constructor(which: 'min' | 'max') {
		this.#sign = which === 'max' ? 1 : -1;
	}

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const best = (this.#best = new Float64Array(grouped.groupCount).fill(-Infinity));
		const seen = (this.#seen = new Float64Array(grouped.groupCount));
		eachNumber(grouped, field as Vector, (group, number) => {
			const signed = number * this.#sign;
			seen[group] = 1;
			// NaN is kept: the result of 0/0 is neither the largest nor the smallest number.
			best[group] = Math.max(best[group] as number, signed);
		});
	}

	merge(other: Extreme, mapping: Int32Array, groupCount: number): void {
		this.#best = grownFloat(this.#best, groupCount, -Infinity);
		this.#seen = grownFloat(this.#seen, groupCount);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			if (target >= 0 && other.#seen[group] === 1) {
				this.#seen[target] = 1;
				this.#best[target] = Math.max(this.#best[target] as number, other.#best[group] as number);
			}
		}
	}

	result(group: number): readonly Value[] {
		// Adding 0 turns a negated zero back into zero.
		return [this.#seen[group] === 1 ? (this.#best[group] as number) * this.#sign + 0 : null];
	}

	save(groupCount: number): SavedExtreme {
		return {
			best: this.#best.slice(0, groupCount),
			seen: this.#seen.slice(0, groupCount),
		};
	}

	/** @param saved - as `save` returned it */
	static restored(which: 'min' | 'max', saved: unknown): Extreme {
		const made = new Extreme(which);
		({ best: made.#best, seen: made.#seen } = saved as SavedExtreme);
		return made;
	}

	get bytes(): number {
		return this.#best.byteLength * 2;
	}
}

export const min = defineAggregate({
	name: 'min',
	readsNumbers: true,
	givesNumbers: true,
	title: '_min',
	tier: 'must',
	help: 'the smallest number in f',
	example: '| min(_messageTime) as first by eventName',
	start: () => new Extreme('min'),
	restore: (_call, _numbers, saved) => Extreme.restored('min', saved),
});

export const max = defineAggregate({
	name: 'max',
	readsNumbers: true,
	givesNumbers: true,
	title: '_max',
	tier: 'must',
	help: 'the largest number in f',
	example: '| max(_messageTime) as last by eventName',
	start: () => new Extreme('max'),
	restore: (_call, _numbers, saved) => Extreme.restored('max', saved),
});
