import type { AggregateCall, Field } from '../../source/query/syntax/tree.ts';
import type { Value } from '../../source/query/value.ts';
import { inDefaultOrder } from './order.ts';
import { byTime } from './record.ts';
import { type Context, type NaiveRow, rowOf, type Rows } from './row.ts';
import type { StageOf } from './stages.ts';
import {
	asText,
	byCodePoint,
	deviationOf,
	grouped,
	identityOf,
	meanOf,
	numbersIn,
	sumOf,
} from './value.ts';

/** Groups rows by some fields and computes each call over each group. Without keys there is one row. */
export function aggregateRows(
	rows: readonly NaiveRow[],
	calls: readonly AggregateCall[],
	by: readonly Field[],
	context: Context,
): Rows {
	const keys = by.map(({ name }) => name);
	const columns = [...keys, ...calls.flatMap(({ titles }) => titles)];
	const groups = [...grouped(rows, row => row.all(by)).values()];
	const all = by.length === 0 ? [rows] : groups;
	const made = all.map(group =>
		rowOf(columns, [
			...(group[0]?.all(by) ?? []),
			...calls.flatMap(call => resultsOf(call, group, context)),
		]),
	);
	return {
		isTable: true,
		columns,
		rows: inDefaultOrder(made, keys, columns[keys.length], context.timeslice?.column),
	};
}

function resultsOf(
	call: AggregateCall,
	rows: readonly NaiveRow[],
	context: Context,
): readonly Value[] {
	const args = rows.map(row => row.all(call.args));
	const values = args.map(([value = null]) => value);
	const numbers = numbersIn(values);
	const ofSome = (compute: () => number) => [numbers.length === 0 ? null : compute()];

	switch (call.name) {
		case 'count':
			return [call.args.length === 0 ? rows.length : values.filter(value => value !== null).length];
		case 'count_distinct':
			return [new Set(args.filter(row => !row.includes(null)).map(identityOf)).size];
		case 'sum':
			return [sumOf(numbers)];
		case 'avg':
			return ofSome(() => meanOf(numbers));
		case 'min':
			return ofSome(() => Math.min(...numbers));
		case 'max':
			return ofSome(() => Math.max(...numbers));
		case 'stddev':
			return ofSome(() => deviationOf(numbers));
		case 'median':
			return ofSome(() => percentile(numbers, 50));
		case 'pct':
			return call.numbers.flatMap(percent => ofSome(() => percentile(numbers, percent)));
		case 'first':
			return [values[0] ?? null];
		case 'last':
			return [values.at(-1) ?? null];
		case 'most_recent':
			return [newestFirst(rows, call)[0] ?? null];
		case 'least_recent':
			return [newestFirst(rows, call).at(-1) ?? null];
		case 'values':
			return [listed(values, context)];
		default:
			throw new Error(`the naive evaluator does not know the aggregate ${call.name}`);
	}
}

/** Between the two nearest values, in proportion. */
function percentile(numbers: readonly number[], percent: number): number {
	const ascending = numbers.toSorted((a, b) => a - b);
	const place = (percent / 100) * (ascending.length - 1);
	const [below, above] = [ascending[Math.floor(place)]!, ascending[Math.ceil(place)]!];
	return below === above ? below : below + (above - below) * (place % 1);
}

/** Values that have a time, the newest first; those of one time as the records stand. */
function newestFirst(rows: readonly NaiveRow[], call: AggregateCall): readonly Value[] {
	return rows
		.toSorted((a, b) => compareRows(a, b) || a.place - b.place)
		.map(row => timed(row.all(call.args)[0] ?? null, row.get('_messageTime')))
		.filter(({ value, time }) => value !== null && typeof time === 'number')
		.toSorted((a, b) => (b.time as number) - (a.time as number))
		.map(({ value }) => value);
}

function compareRows(a: NaiveRow, b: NaiveRow): number {
	return a.record === undefined || b.record === undefined ? 0 : byTime(a.record, b.record);
}

/** A field of `withtime` brings its own time. */
function timed(value: Value, rowTime: Value): { readonly value: Value; readonly time: Value } {
	if (typeof value === 'string' && /^\{"value":.*"timestamp":.*\}$/s.test(value)) {
		const parts = JSON.parse(value) as { value: Value; timestamp: Value };
		return { value: parts.value, time: parts.timestamp };
	}

	return { value, time: rowTime };
}

const listedMax = 100;

function listed(values: readonly Value[], context: Context): string | null {
	const texts = [...new Set(values.filter(value => value !== null).map(asText))].sort(byCodePoint);

	if (texts.length > listedMax) {
		context.warn(`values lists ${listedMax} of ${texts.length} distinct values`);
	}

	return texts.length === 0 ? null : texts.slice(0, listedMax).join('\n');
}

const frequentMax = 10_000;

/** `count_frequent`: the most frequent values of some fields first. */
export function countFrequent(
	rows: readonly NaiveRow[],
	stage: StageOf<'count-frequent'>,
	context: Context,
): Rows {
	const calls = [callOf('count', [], '_approxcount', stage)];
	const untimed = { ...context, timeslice: { column: '', widthMs: undefined } };
	const counted = aggregateRows(rows, calls, stage.fields, untimed);
	return { ...counted, rows: counted.rows.slice(0, frequentMax) };
}

/** `top` of records: the values that occur most, or those with the largest maximum of other fields. */
export function topOfRecords(
	rows: readonly NaiveRow[],
	stage: StageOf<'top'>,
	context: Context,
): Rows {
	const others = stage.by.filter(({ field }) => field.name.toLowerCase() !== '_count');
	const calls =
		others.length === 0
			? [callOf('count', [], '_count', stage)]
			: others.map(({ field }) => callOf('max', [field], field.name, stage));
	return aggregateRows(rows, calls, stage.fields, context);
}

function callOf(
	name: string,
	args: readonly Field[],
	title: string,
	{ span }: Pick<AggregateCall, 'span'>,
): AggregateCall {
	return { name, args, numbers: [], titles: [title], span };
}
