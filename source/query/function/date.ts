import { numberOf, textOf } from '../comparison.ts';
import { defaultDatePattern, formatDate, parseDate } from '../time/date-pattern.ts';
import { define, defineLoose, defineNumeric } from './define.ts';
import type { FunctionContext, FunctionSpec } from './function-spec.ts';

/** Times are ms since the epoch; patterns are those of Java's SimpleDateFormat. */
export const dateFunctions: readonly FunctionSpec[] = [
	dependent(
		define(
			'formatDate',
			[1, 3],
			{
				syntax: 'formatDate(ms[, pattern[, zone]])',
				help: 'a time as text: "yyyy-MM-dd HH:mm:ss"',
			},
			([time, pattern, zone], context) => {
				const ms = numberOf(time ?? null);
				return ms === null
					? null
					: formatDate(
							ms,
							pattern === undefined ? defaultDatePattern : textOf(pattern),
							zone === undefined ? context.timeZone : textOf(zone),
						);
			},
		),
	),
	dependent(
		define(
			'parseDate',
			[2, 3],
			{
				syntax: 'parseDate(text, pattern[, zone])',
				help: 'the time in a text, in ms; null when it does not fit',
			},
			([text, pattern, zone], context) =>
				parseDate(
					textOf(text ?? null),
					textOf(pattern ?? null),
					zone === undefined ? context.timeZone : textOf(zone),
					context.nowMs,
				),
		),
	),
	defineNumeric(
		'fromSeconds',
		1,
		{ syntax: 'fromSeconds(s)', help: 'seconds since 1970 as a time in ms' },
		seconds => (seconds ?? 0) * 1_000,
	),
	defineNumeric(
		'fromMillis',
		1,
		{ syntax: 'fromMillis(ms)', help: 'ms since 1970, a number or its text, as a time in ms' },
		ms => ms ?? 0,
	),
	defineNumeric(
		'toMillis',
		1,
		{ syntax: 'toMillis(time)', help: 'a time as ms since 1970, which times are here' },
		ms => ms ?? 0,
	),
	clock('now', 'the time of the query in ms', context => context.nowMs),
	clock('queryStartTime', 'start of the time range in ms', context => context.fromMs),
	clock('queryEndTime', 'end of the time range in ms', context => context.toMs),
	clock(
		'queryTimeRange',
		'length of the time range in ms',
		context => context.toMs - context.fromMs,
	),
];

function clock(
	name: string,
	help: string,
	read: (context: FunctionContext) => number,
): FunctionSpec {
	return dependent(
		defineLoose(name, 0, { syntax: `${name}()`, help }, (_args, context) => read(context)),
	);
}

/** The result also depends on the query's clock or zone. */
function dependent(spec: FunctionSpec): FunctionSpec {
	return { ...spec, pure: false };
}
