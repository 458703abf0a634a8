import type { Item, TimeSpan } from '../../panels/model.ts';
import { noneLabel } from '../../panels/value-text.ts';
import { addFilter, drill as eventsBehind, transposedFields } from '../../query/language/drill.ts';
import { viewOf } from '../../query/language/view-of.ts';
import type { QueryResult } from '../../query/port.ts';
import { specOf } from '../../query/stage/index.ts';
import { quoteName, quoteString } from '../../query/syntax/escape.ts';
import { parse } from '../../query/language/parse.ts';
import type { Value } from '../../query/value.ts';
import { equals } from './compose.ts';

/** The query for the rows behind an item of the screen. */
export interface Drill {
	readonly query: string;
	/** Of a bucket; undefined when the range does not change. */
	readonly range: TimeSpan | undefined;
	readonly title: string;
	/** Group keys with too many values to be listed: the rows are those of any value. */
	readonly unlisted: readonly string[];
}

/** A longer list of values would make the query unreadable. */
const listedValuesMax = 200;

/** What is shown of each record behind a chart. */
interface Listed {
	/** Fields that get a shorter name. */
	readonly named: readonly (readonly [field: string, name: string])[];
	/** Stages before the last one, without pipes. */
	readonly stages: readonly string[];
	/** In reading order. */
	readonly columns: string;
}

const listedEvents: Listed = {
	named: [
		['_user', 'user'],
		['_account', 'account'],
		['_result', 'result'],
	],
	stages: [],
	columns: 'eventTime, eventName, user, sourceIPAddress, awsRegion, result, account, eventSource',
};

/** By view: its records have fields of their own. */
const listedOfView: Readonly<Record<string, Listed>> = {
	findings: {
		named: [],
		stages: ['sort by level, last, finding'],
		columns: 'severity, title, principal, account, region, last, count, state',
	},
};

/**
 * The query for the rows behind an item: the stages before the first aggregate, with one condition
 * per group key. A bucket of time becomes the range. The title of a transposed column becomes a
 * value of the field that it was made of.
 *
 * @param text - the query as it ran
 * @param item - undefined for the whole panel
 * @param ran - the range it ran over; of a bucket at an edge, only the part inside was counted
 */
export function drill(
	text: string,
	result: QueryResult,
	item: Item | undefined,
	panelTitle: string,
	ran: TimeSpan,
): Drill {
	const events = eventsBehind(text, []).text;
	const isAggregated = result.kind === 'table';
	const { conditions, unlisted } =
		item === undefined ? { conditions: [], unlisted: [] } : conditionsOf(text, result, item);
	const defined = new Set(
		parse(events).query.stages.flatMap(stage => (stage.kind === 'assign' ? [stage.name] : [])),
	);
	const listed = listedOfView[viewOf(text) ?? ''] ?? listedEvents;
	const added = [
		...(conditions.length > 0 ? [`where ${conditions.join(' and ')}`] : []),
		...(isAggregated ? listedStages(listed, defined) : []),
	];
	return {
		query: [events, ...added.map(line => `| ${line}`)].join('\n'),
		range: item?.bucket === undefined ? undefined : within(item.bucket, ran),
		title: item === undefined ? panelTitle : `${panelTitle} · ${item.label}`,
		unlisted,
	};
}

/**
 * The query of all events in the order in which they were, with what a list shows of each.
 *
 * @param condition - undefined: of all
 */
export function eventsInOrder(condition?: string): string {
	const where = condition === undefined ? [] : [`where ${condition}`];
	const stages = ['sort by +_messageTime', ...listedStages(listedEvents, new Set())];
	return ['*', ...where, ...stages].join(' | ');
}

/** @param defined - names that the query gives already */
function listedStages(
	{ named, stages, columns }: Listed,
	defined: ReadonlySet<string>,
): readonly string[] {
	const assigns = named
		.filter(([, name]) => !defined.has(name))
		.map(([field, name]) => `${field} as ${name}`);
	return [...assigns, ...stages, `fields ${columns}`];
}

function conditionsOf(
	text: string,
	result: QueryResult,
	item: Item,
): { readonly conditions: readonly string[]; readonly unlisted: readonly string[] } {
	const transposed = transposedFields(text);
	const timeColumn = (result.timeslice?.column ?? '_timeslice').toLowerCase();
	const keys = (transposed?.rows ?? result.keys).filter(key => key.toLowerCase() !== timeColumn);
	const conditions: string[] = [];
	const unlisted: string[] = [];

	for (const key of keys) {
		const index = result.columns.findIndex(title => title.toLowerCase() === key.toLowerCase());
		const values =
			index < 0 ? [] : distinct(item.rows.map(row => result.rows[row]?.[index] ?? null));

		// A key that exists only after the aggregate cannot filter the events.
		if (eventsBehind(text, [{ field: key, value: null }]).skipped.length > 0) {
			continue;
		}

		if (values.length > listedValuesMax) {
			unlisted.push(key);
		} else if (values.length > 0) {
			conditions.push(anyOf(key, values));
		}
	}

	const [columnField] = transposed?.columns ?? [];

	if (columnField !== undefined) {
		const series = seriesOf(text, result, item, transposed?.rows.length ?? 1);

		if (series.length > 0) {
			conditions.push(anyOf(columnField, series));
		}
	}

	return { conditions, unlisted };
}

/** The transposed values that an item covers; empty for all of them. */
function seriesOf(text: string, result: QueryResult, item: Item, keyCount: number): Value[] {
	const titleOf = (title: string) => (title === '' ? noneLabel : title);

	if (item.column !== undefined) {
		return result.columns.indexOf(item.column) < keyCount ? [] : [titleOf(item.column)];
	}

	// A pair that a limit removed is in no cell, so its events are counted nowhere.
	return dropsGroups(text)
		? result.columns.flatMap((title, index) =>
				index >= keyCount && item.rows.some(row => (result.rows[row]?.[index] ?? null) !== null)
					? [titleOf(title)]
					: [],
			)
		: [];
}

/** Whether a stage between the last aggregate and the transpose removes groups. */
function dropsGroups(text: string): boolean {
	const { stages } = parse(text).query;
	const from = stages.findLastIndex(({ kind }) => kind === 'aggregate');
	const to = stages.findLastIndex(({ kind }) => kind === 'transpose');
	return stages.slice(from, to).some(stage => specOf(stage).drill.dropsRows);
}

function within(bucket: TimeSpan, ran: TimeSpan): TimeSpan {
	return {
		fromMs: Math.max(bucket.fromMs, ran.fromMs),
		toMs: Math.min(bucket.toMs, ran.toMs),
	};
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

/** Adds a condition to a query: only this value, or all values but this. */
export function narrow(query: string, column: string, value: Value, omit: boolean): string {
	return addFilter(query, column, value, omit ? 'not' : 'and');
}
