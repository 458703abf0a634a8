import type { RunRequest } from '../port.ts';
import type { Search, Stage } from '../syntax/tree.ts';
import { timesliceSteps } from '../time/time.ts';
import { anchoredKey } from '../syntax/anchored-key.ts';
import { demandOf } from './demand.ts';
import { conjuncts, type Plan, type PlannedStage } from './plan.ts';
import { printExpression, printGroups, printSearch, printSort, printStage } from './print.ts';
import { searchOrder, searchWay } from './search-order.ts';
import { stageName } from './stage-name.ts';

const wayTexts = {
	always: 'every record',
	column: 'column, asked once a value; a segment without such a value is skipped',
	key: 'columns under that key, asked once a value',
	text: 'shapes and values, asked once each',
} as const;

/** The plan as text: what is skipped, what is read, and in which order things happen. */
export function explainPlan(plan: Plan, request: RunRequest): string {
	const lines = [
		line('time', rangeText(request), 'segments outside are skipped by their zone map'),
		...explainSearch(plan.search),
		...plan.stream.flatMap(planned => explainStage(planned, request, 'once a segment')),
		...plan.ordered.flatMap(planned => explainStage(planned, request, 'records in order')),
		...explainResult(plan),
		...plan.table.flatMap(planned => explainStage(planned, request, 'on the table')),
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

function explainSearch(search: Search): readonly string[] {
	const items = search.kind === 'and' ? searchOrder(search.items) : [search];
	return items.map(item => line('search', printSearch(item), wayTexts[searchWay(item)]));
}

function explainStage(
	{ stage, index }: PlannedStage,
	request: RunRequest,
	where: string,
): readonly string[] {
	const head = `${index + 1} ${stage.kind === 'assign' ? 'as' : stageName(stage)}`;
	if (stage.kind === 'where' && where !== 'on the table') {
		return conjuncts(stage.condition).map(part =>
			line(head, printExpression(part), 'once a value or combination'),
		);
	}

	if (stage.kind === 'timeslice') {
		const { step } = timesliceSteps(stage.step, request.fromMs, request.toMs, request.timeZone);
		const width = step === undefined ? 'one bucket' : `${step.count}${step.unit} buckets`;
		return [line(head, printStage(stage), `${width}, ${request.timeZone}`)];
	}

	return [line(head, printStage(stage), readsKeys(stage) ? 'read from columns' : where)];
}

/** Are all anchors of a `parse` of the form that columns answer? */
function readsKeys(stage: Stage): boolean {
	return (
		stage.kind === 'parse' &&
		stage.field === undefined &&
		stage.patterns.every(({ literals }) => anchoredKey(literals) !== undefined)
	);
}

function explainResult({ aggregate, ordered, stages }: Plan): readonly string[] {
	if (aggregate === undefined) {
		const sorts = ordered.some(({ stage }) => stage.kind === 'sort');
		return [line('rows', sorts ? 'in the order of the sort' : 'newest first', '')];
	}

	const { calls, by, sort, limit, index } = aggregate;
	const name = stages[index] === undefined ? 'aggregate' : stageName(stages[index]);
	return [
		line(
			`${index + 1} ${name}`,
			printGroups(calls, by),
			ordered.length === 0 ? 'a partial a segment, kept where it is sealed' : 'records in order',
		),
		...(sort === undefined ? [] : [line('order', printSort(sort.keys), '')]),
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
