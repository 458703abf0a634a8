import type { AggregateSpec, StageSpec } from './stage-spec.ts';

function aggregate(
	name: string,
	title: string,
	tier: AggregateSpec['tier'],
	help: string,
	example: string,
	more: Partial<AggregateSpec> = {},
): AggregateSpec {
	const syntax = `${name}(f) [as x] [by k, …]`;
	const snippet = `${name}(${/\((\w[\w.]*)/.exec(example)?.[1] ?? 'f'})`;
	return { name, title, tier, syntax, help, snippet, example, argsMin: 1, argsMax: 1, ...more };
}

/** The aggregates. All may stand in one list: `count, max(eventTime) as last by eventName`. */
export const aggregateSpecs: readonly AggregateSpec[] = [
	aggregate(
		'count',
		'_count',
		'must',
		'rows, or values of f that are not null',
		'| count by eventName',
		{
			syntax: 'count [as n] [by k, …] | count(f) | count k1, k2',
			snippet: 'count by eventName',
			argsMin: 0,
		},
	),
	aggregate(
		'count_distinct',
		'_count_distinct',
		'must',
		'different values of f (or of f with g), exactly',
		'| count_distinct(sourceIPAddress) as addresses by userIdentity.arn',
		{ syntax: 'count_distinct(f[, g]) [as x] [by k, …]', argsMax: 2 },
	),
	aggregate(
		'sum',
		'_sum',
		'must',
		'the sum of the numbers in f',
		'| sum(_size) as bytes by awsRegion',
	),
	aggregate('avg', '_avg', 'must', 'the mean of the numbers in f', '| avg(_size) by eventName'),
	aggregate(
		'min',
		'_min',
		'must',
		'the smallest number in f',
		'| min(_messageTime) as first by eventName',
	),
	aggregate(
		'max',
		'_max',
		'must',
		'the largest number in f',
		'| max(_messageTime) as last by eventName',
	),
	aggregate(
		'pct',
		'_pct',
		'must',
		'percentiles of f, each its own column _f_pct_95',
		'| pct(_size, 50, 95) by eventName',
		{ syntax: 'pct(f, 50, 95) [as a, b] [by k, …]', snippet: 'pct(_size, 50, 95)' },
	),
	aggregate('median', '_median', 'must', 'the middle number of f', '| median(_size) by eventName'),
	aggregate(
		'stddev',
		'_stddev',
		'should',
		'the standard deviation of f',
		'| stddev(_size) by eventName',
	),
	aggregate(
		'first',
		'_first',
		'must',
		'f of the first row: the newest, unless sorted',
		'| first(eventName) by userIdentity.arn',
	),
	aggregate(
		'last',
		'_last',
		'must',
		'f of the last row: the oldest, unless sorted',
		'| last(eventName) by userIdentity.arn',
	),
	aggregate(
		'most_recent',
		'_mostrecent',
		'should',
		'the newest value of f, or of f_withtime',
		'| withtime eventName | most_recent(eventName_withtime) as latest by userIdentity.arn',
	),
	aggregate(
		'least_recent',
		'_leastrecent',
		'should',
		'the oldest value of f, or of f_withtime',
		'| withtime eventName | least_recent(eventName_withtime) as earliest by userIdentity.arn',
	),
	aggregate(
		'values',
		'_values',
		'should',
		'the different values of f in order, a line each, 100 at most',
		'| values(awsRegion) as regions by userIdentity.arn',
	),
];

/** Aggregates that stand alone as a stage. */
export const aggregateStages: readonly StageSpec[] = [
	{
		name: 'count_frequent',
		group: 'aggregate',
		takes: 'any',
		tier: 'should',
		syntax: 'count_frequent f, g',
		help: 'counts by the fields, most frequent first, as _approxcount, 10,000 rows at most',
		snippet: 'count_frequent eventName',
		example: '| count_frequent eventName, awsRegion',
	},
];
