import { compareForSort } from '../comparison.ts';
import type { Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { eachNumber } from './numbers.ts';
import { defineAggregate } from './aggregate-spec.ts';

/** `pct` and `median`: exact, from how often each number occurs in each group. */
export class Percentile implements Accumulator {
	readonly #percents: readonly number[];
	/** Group → number → how often. */
	#groups: (Map<number, number> | undefined)[] = [];
	#entryCount = 0;

	constructor(percents: readonly number[]) {
		this.#percents = percents;
	}

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		eachNumber(grouped, field as Vector, (group, number) => {
			this.#put(group, number, 1);
		});
	}

	merge(other: Percentile, mapping: Int32Array): void {
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const numbers = other.#groups[group];
			if (target >= 0 && numbers !== undefined) {
				for (const [number, count] of numbers) {
					this.#put(target, number, count);
				}
			}
		}
	}

	result(group: number): readonly Value[] {
		const numbers = this.#groups[group];
		if (numbers === undefined) {
			return this.#percents.map(() => null);
		}

		const sorted = [...numbers].sort(([a], [b]) => compareForSort(a, b));
		const count = sorted.reduce((sum, [, times]) => sum + times, 0);
		return this.#percents.map(percent => interpolated(sorted, count, percent));
	}

	/** Its values are as many as the rows, or depend on their order. */
	save(): undefined {
		return undefined;
	}

	get bytes(): number {
		return 64 + this.#entryCount * 48;
	}

	#put(group: number, number: number, count: number): void {
		const numbers = (this.#groups[group] ??= new Map<number, number>());
		const before = numbers.get(number);
		this.#entryCount += before === undefined ? 1 : 0;
		numbers.set(number, (before ?? 0) + count);
	}
}

/** Linear interpolation at the position `percent` of the way from the first to the last number. */
function interpolated(
	sorted: readonly (readonly [number: number, times: number])[],
	count: number,
	percent: number,
): number {
	const position = Math.min(Math.max(percent / 100, 0), 1) * (count - 1);
	const low = numberAt(sorted, Math.floor(position));
	const high = numberAt(sorted, Math.ceil(position));
	// Between two infinities, interpolation would give NaN.
	return low === high ? low : low + (high - low) * (position - Math.floor(position));
}

function numberAt(sorted: readonly (readonly [number, number])[], position: number): number {
	let passed = 0;
	for (const [number, times] of sorted) {
		passed += times;
		if (position < passed) {
			return number;
		}
	}

	return NaN;
}

export const pct = defineAggregate({
	name: 'pct',
	readsNumbers: true,
	givesNumbers: true,
	title: '_pct',
	aliases: ['percentile', 'pct_sampling'],
	tier: 'must',
	syntax: 'pct(f, 50, 95) [as a, b] [by k, …]',
	help: 'percentiles of f, each its own column _f_pct_95',
	snippet: 'pct(_size, 50, 95)',
	example: '| pct(_size, 50, 95) by eventName',
	numbers: {
		what: 'percentile',
		least: 0,
		most: 100,
		example: 'pct(f, 50, 95)',
		title: (field, percent) => `_${field}_pct_${percent}`,
		named: (name, percent) => `${name}_pct_${percent}`,
	},
	start: call => new Percentile(call.numbers),
	restore: undefined,
});

export const median = defineAggregate({
	name: 'median',
	readsNumbers: true,
	givesNumbers: true,
	title: '_median',
	tier: 'must',
	help: 'the middle number of f',
	example: '| median(_size) by eventName',
	start: () => new Percentile([50]),
	restore: undefined,
});
