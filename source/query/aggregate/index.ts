import type { AggregateCall } from '../syntax/tree.ts';
import type { AggregateSpec } from './aggregate-spec.ts';
import { countDistinct } from './count-distinct.ts';
import { count } from './count.ts';
import { stddev } from './deviation.ts';
import { max, min } from './extreme.ts';
import { first, last } from './first-last.ts';
import { median, pct } from './percentile.ts';
import { leastRecent, mostRecent } from './recent.ts';
import { avg, sum } from './sum.ts';
import { values } from './value-list.ts';

/** The aggregates in the order of the manual. */
export const aggregateSpecs: readonly AggregateSpec[] = [
	count,
	countDistinct,
	sum,
	avg,
	min,
	max,
	pct,
	median,
	stddev,
	first,
	last,
	mostRecent,
	leastRecent,
	values,
];

/** By name and other names, in lower case. */
export const aggregates: ReadonlyMap<string, AggregateSpec> = new Map(
	aggregateSpecs.flatMap(spec => [spec.name, ...(spec.aliases ?? [])].map(name => [name, spec])),
);

/** The aggregate of a call in a checked query. */
export function aggregateOf(call: AggregateCall): AggregateSpec {
	const spec = aggregates.get(call.name.toLowerCase());
	if (spec === undefined) {
		throw new TypeError(`no aggregate "${call.name}"; the check lets only known ones pass`);
	}

	return spec;
}
