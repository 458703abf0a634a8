import { numberOf } from '../comparison.ts';
import { memoByCode, type Vector } from '../frame/vector.ts';
import type { Value } from '../value.ts';
import type { Accumulator, GroupedRows } from './accumulator.ts';
import { eachGrouped, grownFloat, textBytes } from './accumulator.ts';
import { Places } from './places.ts';
import { defineAggregate } from './aggregate-spec.ts';

/** The value and the time in a text that `withtime` made; undefined for any other text. */
function readWithTime(
	value: Value,
): { readonly value: Value; readonly timeMs: number } | undefined {
	if (typeof value !== 'string' || !value.startsWith('{"value":')) {
		return undefined;
	}

	try {
		const { value: inner, timestamp } = JSON.parse(value) as { value: Value; timestamp: Value };
		const timeMs = numberOf(timestamp);
		return timeMs === null ? undefined : { value: inner, timeMs };
	} catch {
		return undefined;
	}
}

/** The text that `withtime` makes of a value. */
export function writeWithTime(value: Value, timeMs: number): string {
	return JSON.stringify({ value, timestamp: timeMs });
}

/** `most_recent` and `least_recent` of a `withtime` field, or of any field by the record's time. */
export class Recent implements Accumulator {
	readonly #wantsNewest: boolean;
	/** Times, negated for `least_recent`; -Infinity is "none yet". */
	#times: Float64Array = new Float64Array(0);
	readonly #places = new Places();
	#values: Value[] = [];

	constructor(which: 'most' | 'least') {
		this.#wantsNewest = which === 'most';
	}

	add(grouped: GroupedRows, [field]: readonly Vector[]): void {
		const vector = field as Vector;
		const best = (this.#times = new Float64Array(grouped.groupCount).fill(-Infinity));
		const values = (this.#values = new Array<Value>(grouped.groupCount).fill(null));
		const at = new Int32Array(grouped.groupCount).fill(-1);
		const times = grouped.times();
		const sign = this.#wantsNewest ? 1 : -1;
		const ties = grouped.ties();
		// Of one object, rows are visited in their order.
		const isEarlier = (row: number, than: number) => ties.rankAt(row) < ties.rankAt(than);
		const read = memoByCode(vector.size, code => {
			const value = vector.value(code);
			return { plain: value, timed: readWithTime(value) };
		});
		eachGrouped(grouped, (row, group) => {
			const { plain, timed } = read(vector.codes[row] as number);
			const value = timed === undefined ? plain : timed.value;
			const time = sign * (timed === undefined ? (times[row] as number) : timed.timeMs);
			// Of one time, what comes first in the order newest first counts as newer.
			const known = at[group] as number;
			const beats =
				known === -1 ||
				time > (best[group] as number) ||
				(time === best[group] && isEarlier(row, known) === this.#wantsNewest);
			if (value !== null && beats) {
				best[group] = time;
				values[group] = value;
				at[group] = row;
			}
		});
		this.#places.add(at, grouped.rowCount, ties);
	}

	merge(other: Recent, mapping: Int32Array, groupCount: number): void {
		this.#times = grownFloat(this.#times, groupCount, -Infinity);
		const places = this.#places.merge(other.#places, groupCount);
		for (let group = 0; group < mapping.length; group++) {
			const target = mapping[group] as number;
			const time = other.#times[group] as number;
			if (target < 0 || time === -Infinity) {
				continue;
			}

			const best = this.#times[target] as number;
			const isEarlier = places.isEarlier(group, target);
			if (time > best || (time === best && isEarlier === this.#wantsNewest)) {
				this.#times[target] = time;
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
		return this.#times.byteLength * 7 + textBytes(this.#values);
	}
}

export const mostRecent = defineAggregate({
	name: 'most_recent',
	readsNumbers: false,
	givesNumbers: false,
	title: '_mostrecent',
	tier: 'should',
	help: 'the newest value of f, or of f_withtime',
	example: '| withtime eventName | most_recent(eventName_withtime) as latest by userIdentity.arn',
	dependsOnOrder: true,
	start: () => new Recent('most'),
	restore: undefined,
});

export const leastRecent = defineAggregate({
	name: 'least_recent',
	readsNumbers: false,
	givesNumbers: false,
	title: '_leastrecent',
	tier: 'should',
	help: 'the oldest value of f, or of f_withtime',
	example:
		'| withtime eventName | least_recent(eventName_withtime) as earliest by userIdentity.arn',
	dependsOnOrder: true,
	start: () => new Recent('least'),
	restore: undefined,
});
