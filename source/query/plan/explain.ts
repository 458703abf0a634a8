import type { RunRequest } from '../port.ts';
import { explainGroups } from '../stage/aggregate.ts';
import { assign } from '../stage/assign.ts';
import { sort } from '../stage/sort.ts';
import { plainKeys } from '../stage/stage-text.ts';
import { explainSearch } from '../syntax/explain-text.ts';
import type { Search } from '../syntax/tree.ts';
import { demandOf } from './demand.ts';
import type { Plan, PlannedStage } from './plan.ts';
import { searchOrder, searchWay } from './search-order.ts';

const onTable = 'on the table';

const wayTexts = {
	always: 'every record',
	column: 'column, asked once a value; a segment without such a value is skipped',
	key: 'columns under that key, asked once a value',
	text: 'shapes and values, asked once each',
} as const;

/** The plan as text: what is skipped, what is read, and in which order. */
export function explainPlan(plan: Plan, request: RunRequest): string {
	const lines = [
		line('time', rangeText(request), 'segments outside are skipped by their zone map'),
		...explainSearches(plan.search),
		...plan.stream.flatMap(planned => explainStage(planned, request, 'once a segment')),
		...plan.ordered.flatMap(planned => explainStage(planned, request, 'records in order')),
		...explainResult(plan),
		...plan.table.flatMap(planned => explainStage(planned, request, onTable)),
		...explainDemand(plan),
	];
	return `${lines.join('\n')}\n`;
}

function line(head: string, what: string, how: string): string {
	return `${head.padEnd(16)}${what}${how === '' ? '' : `  -- ${how}`}`;
}

function rangeText({ fromMs, toMs }: RunRequest): string {
	return `${timeText(fromMs)} to ${timeText(toMs)}`;
}

function timeText(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

function explainSearches(search: Search): readonly string[] {
	const items = search.kind === 'and' ? searchOrder(search.items) : [search];
	return items.map(item => line('search', explainSearch(item), wayTexts[searchWay(item)]));
}

function explainStage(
	{ stage, spec, index }: PlannedStage,
	request: RunRequest,
	where: string,
): readonly string[] {
	const head = `${index + 1} ${spec.kind === assign.kind ? 'as' : spec.name(stage)}`;
	const { run } = spec;
	const parts =
		run.class === 'rows' && where !== onTable ? run.explains?.(stage, request) : undefined;
	return (parts ?? [{ what: spec.explain(stage), how: undefined }]).map(({ what, how }) =>
		line(head, what, how ?? where),
	);
}

function explainResult({ aggregate, ordered }: Plan): readonly string[] {
	if (aggregate === undefined) {
		const sorts = ordered.some(({ spec }) => spec.kind === sort.kind);
		return [line('rows', sorts ? 'in the order of the sort' : 'newest first', '')];
	}

	const { calls, by, sort: order, limit, index, spec, stage } = aggregate;
	return [
		line(
			`${index + 1} ${spec.name(stage)}`,
			explainGroups(calls, by),
			ordered.length === 0 ? 'a partial a segment, kept where it is sealed' : 'records in order',
		),
		...(order === undefined ? [] : [line('order', plainKeys(order), '')]),
		...(limit === undefined ? [] : [line('limit', String(limit), '')]),
	];
}

function explainDemand(plan: Plan): readonly string[] {
	const { columns, keys, text } = demandOf(plan);
	return [
		...(columns.length === 0 ? [] : [line('columns', columns.join(', '), '')]),
		...(keys.length === 0 ? [] : [line('keys', keys.join(', '), '')]),
		line('text', text ? 'of the records left at that point' : 'not read', ''),
	];
}
