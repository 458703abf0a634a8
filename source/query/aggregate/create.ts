import type { Dictionary } from '../engine/dictionary/dictionary.ts';
import type { AggregateCall } from '../syntax/tree.ts';
import type { Accumulator } from './accumulator.ts';
import { CountDistinct } from './count-distinct.ts';
import { Count } from './count.ts';
import { Deviation } from './deviation.ts';
import { Extreme } from './extreme.ts';
import { FirstLast } from './first-last.ts';
import { Percentile } from './percentile.ts';
import { Recent } from './recent.ts';
import { Sum } from './sum.ts';
import { ValueList } from './value-list.ts';

type Maker = (call: AggregateCall, dictionary: Dictionary | undefined) => Accumulator;

const makers: Readonly<Record<string, Maker>> = {
	count: () => new Count(),
	count_distinct: (_, dictionary) => new CountDistinct(dictionary),
	sum: () => new Sum(false),
	avg: () => new Sum(true),
	min: () => new Extreme('min'),
	max: () => new Extreme('max'),
	pct: call => new Percentile(call.numbers),
	median: () => new Percentile([50]),
	stddev: () => new Deviation(),
	first: () => new FirstLast('first'),
	last: () => new FirstLast('last'),
	most_recent: () => new Recent('most'),
	least_recent: () => new Recent('least'),
	values: () => new ValueList(),
};

/**
 * An empty accumulator for an aggregate of a checked query.
 *
 * @param dictionary - of the values that the aggregate tells apart, when `tellsApart`
 */
export function createAccumulator(call: AggregateCall, dictionary?: Dictionary): Accumulator {
	const make = makers[call.name.toLowerCase()];
	if (make === undefined) {
		throw new TypeError(`no aggregate "${call.name}"; the check lets only known ones pass`);
	}

	return make(call, dictionary);
}

/** Are rows of one time told apart by the order in which they arrived? */
export function dependsOnArrival(call: AggregateCall): boolean {
	return ['first', 'last', 'most_recent', 'least_recent'].includes(call.name.toLowerCase());
}

/** Does an aggregate work on the numbers that a dictionary gives to values? */
export function tellsApart(call: AggregateCall): boolean {
	return call.name.toLowerCase() === 'count_distinct';
}
