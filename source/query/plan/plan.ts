import { fieldsOf } from '../check/reads.ts';
import type { AggregateCall, Expression, Field, Query, Search, Stage } from '../syntax/tree.ts';
import { isRowStage, isOrderedStage } from './stage-class.ts';

/** A stage in its place: `index` is its place among the plan's stages, 0 for the first. */
export interface PlannedStage {
	readonly stage: Stage;
	readonly index: number;
	/** A `nodrop` extraction whose matches a later strict one of the same run asks for. */
	readonly noted: boolean;
}

export interface PlannedAggregate {
	readonly index: number;
	readonly calls: readonly AggregateCall[];
	readonly by: readonly Field[];
	/** Rows of the result that are kept, for stages that are an aggregate and a limit in one. */
	readonly limit: number | undefined;
	/** Order of the result instead of the default one. */
	readonly sort: (Stage & { readonly kind: 'sort' }) | undefined;
}

/** A checked query, cut into what runs how. */
export interface Plan {
	readonly search: Search;
	/** All of them, as they stand. */
	readonly stages: readonly Stage[];
	/** Once a segment, in any order of segments. */
	readonly stream: readonly PlannedStage[];
	/** From the first stage that needs all rows in order. */
	readonly ordered: readonly PlannedStage[];
	/** Undefined: the result is rows, or a table made of rows. */
	readonly aggregate: PlannedAggregate | undefined;
	/** What is left, on the small table. */
	readonly table: readonly PlannedStage[];
}

/** Pure and total: every checked query has a plan. */
export function plan(query: Query): Plan {
	return planStages(query.search, query.stages);
}

/** Plans a search with stages of its own, as `compare` and `join` run them again. */
export function planStages(search: Search, stages: readonly Stage[]): Plan {
	const planned = stages.map((stage, index) => ({ stage, index, noted: isNoted(stages, index) }));
	const endOfRows = endOf(planned, ({ stage }) => isRowStage(stage) || isOrderedStage(stage));
	const rows = withoutIdleSorts(planned, endOfRows);
	const endOfStream = endOf(rows, ({ stage }) => isRowStage(stage));
	const aggregate = planAggregate(planned[endOfRows]);
	return {
		search,
		stages,
		stream: rows.slice(0, endOfStream),
		ordered: rows.slice(endOfStream),
		aggregate,
		table: planned.slice(endOfRows + (aggregate === undefined ? 0 : 1)),
	};
}

function endOf(
	stages: readonly PlannedStage[],
	belongs: (planned: PlannedStage) => boolean,
): number {
	const end = stages.findIndex(planned => !belongs(planned));
	return end < 0 ? stages.length : end;
}

/** A sort whose order nobody sees before the aggregate: no limit, no first or last. */
function withoutIdleSorts(planned: readonly PlannedStage[], end: number): readonly PlannedStage[] {
	const rows = planned.slice(0, end);
	const next = planned[end]?.stage;
	const calls = next?.kind === 'aggregate' ? next.aggregates : [];
	const seesOrder =
		next === undefined ||
		!['aggregate', 'count-frequent', 'top'].includes(next.kind) ||
		calls.some(call => ['first', 'last'].includes(call.name)) ||
		rows.some(({ stage }) => isOrderedStage(stage) && stage.kind !== 'sort');
	return seesOrder ? rows : rows.filter(({ stage }) => stage.kind !== 'sort');
}

const extractionKinds = ['parse', 'parse-regex', 'json', 'json-auto', 'split'];

/** Does a strict extraction follow, with nothing but extractions in between? */
function isNoted(stages: readonly Stage[], at: number): boolean {
	const stage = stages[at];
	if (stage === undefined || !isNodrop(stage)) {
		return false;
	}

	for (const later of stages.slice(at + 1)) {
		if (!extractionKinds.includes(later.kind)) {
			return false;
		}

		if ('nodrop' in later && !later.nodrop) {
			return true;
		}
	}

	return false;
}

function isNodrop(stage: Stage): boolean {
	return 'nodrop' in stage && stage.nodrop;
}

export function isExtraction(stage: Stage): boolean {
	return extractionKinds.includes(stage.kind);
}

/** Rows that `count_frequent` shows. */
const frequentRowsMax = 10_000;

function planAggregate(planned: PlannedStage | undefined): PlannedAggregate | undefined {
	if (planned === undefined) {
		return undefined;
	}

	const { stage, index } = planned;
	switch (stage.kind) {
		case 'aggregate':
			return { index, calls: stage.aggregates, by: stage.by, limit: undefined, sort: undefined };
		case 'count-frequent':
			return {
				index,
				calls: [call('count', [], '_approxcount', stage)],
				by: stage.fields,
				limit: frequentRowsMax,
				sort: undefined,
			};
		case 'top':
			return planTop(stage, index);
		default:
			return undefined;
	}
}

/** `top n f` on records counts by f; `by k` asks for the largest k of each f instead. */
function planTop(stage: Stage & { readonly kind: 'top' }, index: number): PlannedAggregate {
	const wanted = stage.by.filter(key => key.field.name.toLowerCase() !== '_count');
	const calls =
		wanted.length === 0
			? [call('count', [], '_count', stage)]
			: wanted.map(({ field }) => call('max', [field], field.name, stage));
	return {
		index,
		calls,
		by: stage.fields,
		limit: stage.count,
		sort: stage.by.length === 0 ? undefined : { kind: 'sort', keys: stage.by, span: stage.span },
	};
}

function call(name: string, args: readonly Field[], title: string, { span }: Stage): AggregateCall {
	return { name, args, numbers: [], titles: [title], span };
}

/** The parts of a condition that must all hold; those that read fewer fields come first. */
export function conjuncts(condition: Expression): readonly Expression[] {
	const parts: Expression[] = [];
	const waiting: Expression[] = [condition];
	for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
		if (part.kind === 'binary' && part.operator === 'and') {
			waiting.push(part.right, part.left);
		} else {
			parts.push(part);
		}
	}

	return parts
		.map(part => ({ part, fieldCount: fieldCount(part) }))
		.sort((a, b) => a.fieldCount - b.fieldCount)
		.map(({ part }) => part);
}

function fieldCount(expression: Expression): number {
	return new Set(fieldsOf(expression).map(({ name }) => name.toLowerCase())).size;
}
