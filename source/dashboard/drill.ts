import { parse } from '../query/syntax/parse.ts';
import { quoteName, quoteString } from '../query/syntax/escape.ts';
import type { Stage } from '../query/syntax/tree.ts';
import type { QueryResult } from '../query/engine.ts';
import type { Value } from '../query/value.ts';
import type { Item, TimeSpan } from '../panels/model.ts';
import { noneLabel } from '../panels/value-text.ts';
import { equals, splitSearch } from './compose.ts';

/** The rows behind something on the screen. */
export interface Drill {
	readonly query: string;
	/** A bucket's; undefined when the range stays as it is. */
	readonly range: TimeSpan | undefined;
	readonly title: string;
}

/** Longer lists make a query nobody can read. */
const listedValuesMax = 200;

// What is asked of every record behind a chart, in an order that reads well.
const drillFields = [
	['_user', 'user'],
	['_account', 'account'],
	['_result', 'result'],
] as const;
const drillColumns =
	'eventTime, eventName, user, sourceIPAddress, awsRegion, result, account, eventSource';

type Aggregate = Extract<Stage, { kind: 'aggregate' }>;

/**
 * The query for the rows behind an item: the stages before the first aggregate, with one condition a
 * group key. A key that is a bucket of time becomes the range, a transposed column's title the value
 * of the field it was made of.
 *
 * @param text - the query as it ran
 * @param item - undefined for the whole panel
 */
export function drill(
	text: string,
	result: QueryResult,
	item: Item | undefined,
	panelTitle: string,
): Drill {
	const { query } = parse(text);
	const first = query.stages.findIndex(stage => isAggregating(stage));
	const keptStages = first < 0 ? query.stages : query.stages.slice(0, first);
	const stages = keptStages
		.filter(stage => stage.kind !== 'timeslice' && stage.kind !== 'fields')
		.map(stage => text.slice(stage.span.start, stage.span.end).trim());
	const timeColumn = (result.timeslice?.column ?? '_timeslice').toLowerCase();
	const conditions =
		item === undefined || first < 0
			? []
			: conditionsOf(result, item, query.stages[first], query.stages, timeColumn);
	const defined = new Set(
		keptStages.flatMap(stage => (stage.kind === 'assign' ? [stage.name] : [])),
	);
	const assigns = drillFields
		.filter(([, name]) => !defined.has(name))
		.map(([field, name]) => `${field} as ${name}`);
	const lines = [
		...stages,
		...(conditions.length > 0 ? [`where ${conditions.join(' and ')}`] : []),
		...(first < 0 ? [] : [...assigns, `fields ${drillColumns}`]),
	];

	return {
		query: [splitSearch(text).search, ...lines.map(line => `| ${line}`)].join('\n'),
		range: item?.bucket,
		title: item === undefined ? panelTitle : `${panelTitle} · ${item.label}`,
	};
}

function isAggregating(stage: Stage): boolean {
	return (
		stage.kind === 'aggregate' ||
		stage.kind === 'top' ||
		stage.kind === 'topk' ||
		stage.kind === 'count-frequent' ||
		stage.kind === 'dedup'
	);
}

function conditionsOf(
	result: QueryResult,
	item: Item,
	aggregate: Stage | undefined,
	stages: readonly Stage[],
	timeColumn: string,
): string[] {
	const keys = keysOf(aggregate).filter(key => key.toLowerCase() !== timeColumn);
	const transposed = stages.find(stage => stage.kind === 'transpose');
	const conditions: string[] = [];

	for (const key of keys) {
		const index = result.columns.findIndex(title => title.toLowerCase() === key.toLowerCase());
		const values =
			index < 0 ? [] : distinct(item.rows.map(row => result.rows[row]?.[index] ?? null));

		if (values.length > 0 && values.length <= listedValuesMax) {
			conditions.push(anyOf(key, values));
		}
	}

	const columnField = transposed?.columns[0]?.name;

	if (
		columnField !== undefined &&
		item.column !== undefined &&
		result.columns.indexOf(item.column) >= (transposed?.rows.length ?? 1)
	) {
		conditions.push(equals(quoteName(columnField), item.column === '' ? noneLabel : item.column));
	}

	return conditions;
}

function keysOf(stage: Stage | undefined): string[] {
	if (stage === undefined) {
		return [];
	}

	switch (stage.kind) {
		case 'aggregate':
			return (stage satisfies Aggregate).by.map(field => field.name);
		case 'top':
		case 'count-frequent':
			return stage.fields.map(field => field.name);
		default:
			return [];
	}
}

function distinct(values: readonly Value[]): Value[] {
	return [...new Set(values)];
}

function anyOf(key: string, values: readonly Value[]): string {
	const field = quoteName(key);
	const [only] = values;

	if (values.length === 1 && only !== undefined) {
		return equals(field, only);
	}

	const listed = values.filter(value => value !== null && value !== noneLabel);
	const list = listed
		.map(value => (typeof value === 'string' ? quoteString(value) : String(value)))
		.join(', ');

	return listed.length === values.length
		? `${field} in (${list})`
		: `(${field} in (${list}) or isEmpty(${field}))`;
}

/** A query with one more condition: only, or all but, this value. */
export function narrow(query: string, column: string, value: Value, omit: boolean): string {
	const condition = equals(quoteName(column), value);

	return `${query.trimEnd()}\n| where ${omit ? `!(${condition})` : condition}`;
}
