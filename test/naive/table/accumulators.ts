import { compareText, keyOfAll, numberOf, textOf } from '../../../source/query/comparison.ts';
import type { AggregateCall } from '../../../source/query/syntax/tree.ts';
import type { Value } from '../../../source/query/value.ts';
import { percentile } from './statistics.ts';

/** Distinct values that `values` lists. */
export const valuesMax = 100;

/** One aggregate of one group, fed row by row. */
export interface Accumulator {
	/**
	 * @param args - the call's fields on this row
	 * @param timeMs - the row's time, where it has one
	 */
	add(args: readonly Value[], timeMs: number | undefined): void;
	/** One value a title of the call. */
	results(): readonly Value[];
}

/** Starts an aggregate; `warn` hears of a limit that was hit. */
export function accumulate(call: AggregateCall, warn: (message: string) => void): Accumulator {
	switch (call.name) {
		case 'count':
			return countRows(call.args.length > 0);
		case 'count_distinct':
			return countDistinct();
		case 'sum':
			return overNumbers(numbers => numbers.reduce((sum, number) => sum + number, 0));
		case 'avg':
			return overNumbers(numbers =>
				nullIfNone(numbers, numbers.reduce((sum, number) => sum + number, 0) / numbers.length),
			);
		case 'min':
			return overNumbers(numbers =>
				nullIfNone(
					numbers,
					numbers.reduce((least, number) => Math.min(least, number), Infinity),
				),
			);
		case 'max':
			return overNumbers(numbers =>
				nullIfNone(
					numbers,
					numbers.reduce((most, number) => Math.max(most, number), -Infinity),
				),
			);
		case 'stddev':
			return overNumbers(numbers => nullIfNone(numbers, spread(numbers)));
		case 'median':
			return percentiles([50]);
		case 'pct':
			return percentiles(call.numbers);
		case 'first':
			return atEnd('first');
		case 'last':
			return atEnd('last');
		case 'most_recent':
			return byTime((time, best) => time > best);
		case 'least_recent':
			// Rows come newest first, so of two at one time the later in line is the older.
			return byTime((time, best) => time <= best);
		case 'values':
			return distinctValues(warn);
		default:
			return { add: () => undefined, results: () => call.titles.map(() => null) };
	}
}

function countRows(onlyPresent: boolean): Accumulator {
	let count = 0;
	return {
		add([value]) {
			count += onlyPresent && (value ?? null) === null ? 0 : 1;
		},
		results: () => [count],
	};
}

function countDistinct(): Accumulator {
	const seen = new Set<string>();
	return {
		add(args) {
			if (!args.includes(null)) {
				seen.add(keyOfAll(args));
			}
		},
		results: () => [seen.size],
	};
}

function overNumbers(compute: (numbers: readonly number[]) => number | null): Accumulator {
	const numbers: number[] = [];
	return {
		add([value = null]) {
			const number = numberOf(value);

			if (number !== null) {
				numbers.push(number);
			}
		},
		results: () => [compute(numbers)],
	};
}

function nullIfNone(numbers: readonly number[], result: number): number | null {
	return numbers.length === 0 ? null : result;
}

function spread(numbers: readonly number[]): number {
	const middle = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
	const squares = numbers.reduce((sum, number) => sum + (number - middle) ** 2, 0);
	return Math.sqrt(squares / numbers.length);
}

function percentiles(percents: readonly number[]): Accumulator {
	const numbers: number[] = [];
	return {
		add([value = null]) {
			const number = numberOf(value);

			if (number !== null) {
				numbers.push(number);
			}
		},
		results() {
			const sorted = Float64Array.from(numbers).sort();
			return percents.map(percent =>
				sorted.length === 0 ? null : percentile([...sorted], percent),
			);
		},
	};
}

function atEnd(end: 'first' | 'last'): Accumulator {
	let result: Value | undefined;
	return {
		add([value = null]) {
			result = end === 'first' ? (result === undefined ? value : result) : value;
		},
		results: () => [result ?? null],
	};
}

function byTime(isBetter: (time: number, best: number) => boolean): Accumulator {
	let best: number | undefined;
	let result: Value = null;
	return {
		add([argument = null], rowTimeMs) {
			const { value, timeMs } = timed(argument, rowTimeMs);

			if (
				value !== null &&
				timeMs !== undefined &&
				(best === undefined || isBetter(timeMs, best))
			) {
				best = timeMs;
				result = value;
			}
		},
		results: () => [result],
	};
}

/** Takes a value of `withtime` apart; any other value has the time of its row. */
function timed(
	argument: Value,
	rowTimeMs: number | undefined,
): { readonly value: Value; readonly timeMs: number | undefined } {
	if (typeof argument === 'string' && argument.startsWith('{"value":')) {
		try {
			const { value, timestamp } = JSON.parse(argument) as { value: Value; timestamp: number };
			return { value, timeMs: timestamp };
		} catch {
			// Text that only starts like one is an ordinary value.
		}
	}

	return { value: argument, timeMs: rowTimeMs };
}

function distinctValues(warn: (message: string) => void): Accumulator {
	const seen = new Set<string>();
	return {
		add([value = null]) {
			if (value !== null) {
				seen.add(textOf(value));
			}
		},
		results() {
			if (seen.size > valuesMax) {
				warn(`values lists ${valuesMax} of ${seen.size} distinct values`);
			}

			return [seen.size === 0 ? null : [...seen].sort(compareText).slice(0, valuesMax).join('\n')];
		},
	};
}
