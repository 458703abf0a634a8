import { sort } from '../stage/sort.ts';
import { isExtraction, specOf } from '../stage/index.ts';
import type { Grouping, StageSpec } from '../stage/stage-spec.ts';
import type { Query, Search, StageNode } from '../syntax/tree.ts';

/** A stage with its index among the plan's stages, from 0. */
export interface PlannedStage {
	readonly stage: StageNode;
	readonly spec: StageSpec;
	readonly index: number;
	/** True for a `nodrop` extraction whose matches a later strict one of the same run needs. */
	readonly noted: boolean;
}

export interface PlannedAggregate extends Grouping {
	readonly stage: StageNode;
	readonly spec: StageSpec;
	readonly index: number;
	/** Whether the limit is not written in the query, so that cut groups must be reported. */
	readonly limitIsOurs: boolean;
}

/** A checked query, split into the parts that run in different ways. */
export interface Plan {
	readonly search: Search;
	/** All stages, in order. */
	readonly stages: readonly StageNode[];
	/** Run once per segment; the order of segments does not matter. */
	readonly stream: readonly PlannedStage[];
	/** From the first stage that needs all rows in order, up to the aggregate. */
	readonly ordered: readonly PlannedStage[];
	/** Undefined: the result is rows, or a table made of rows. */
	readonly aggregate: PlannedAggregate | undefined;
	/** The stages after the aggregate, which run on the table. */
	readonly table: readonly PlannedStage[];
}

/** Pure and total: every checked query has a plan. */
export function plan(query: Query): Plan {
	return planStages(query.search, query.stages);
}

/** Plans a search with given stages, as `compare` and `join` need to run them again. */
export function planStages(search: Search, stages: readonly StageNode[]): Plan {
	const specs = stages.map(specOf);
	const planned = stages.map((stage, index) => ({
		stage,
		spec: specs[index] as StageSpec,
		index,
		noted: isNoted(stages, specs, index),
	}));
	const endOfRows = endOf(
		planned,
		({ spec }) => spec.run.class === 'rows' || spec.run.class === 'order',
	);
	const rows = withoutIdleSorts(planned, endOfRows);
	const endOfStream = endOf(rows, ({ spec }) => spec.run.class === 'rows');
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

/**
 * Removes a sort whose order has no effect on the aggregate: without a limit, and without `first`
 * or `last` after it.
 */
function withoutIdleSorts(planned: readonly PlannedStage[], end: number): readonly PlannedStage[] {
	const rows = planned.slice(0, end);
	const next = planAggregate(planned[end]);
	const seesOrder =
		next === undefined ||
		next.calls.some(call => ['first', 'last'].includes(call.name)) ||
		rows.some(({ spec }) => spec.run.class === 'order' && spec.kind !== sort.kind);
	return seesOrder ? rows : rows.filter(({ spec }) => spec.kind !== sort.kind);
}

/** Whether a strict extraction follows, with only extractions in between. */
function isNoted(stages: readonly StageNode[], specs: readonly StageSpec[], at: number): boolean {
	if (nodropOf(stages[at], specs[at]) !== true) {
		return false;
	}

	for (const [index, spec] of specs.entries()) {
		if (index <= at) {
			continue;
		}

		if (!isExtraction(spec)) {
			return false;
		}

		if (nodropOf(stages[index], spec) === false) {
			return true;
		}
	}

	return false;
}

function nodropOf(stage: StageNode | undefined, spec: StageSpec | undefined): boolean | undefined {
	return stage !== undefined && spec?.run.class === 'rows'
		? spec.run.extraction?.nodrop(stage)
		: undefined;
}

/** The stage as an aggregate; undefined when it is none. */
export function planAggregate(planned: PlannedStage | undefined): PlannedAggregate | undefined {
	if (planned?.spec.run.class !== 'group') {
		return undefined;
	}

	const { stage, spec, index } = planned;
	const { run } = planned.spec;
	return { ...run.group(stage), limitIsOurs: run.limitIsOurs, stage, spec, index };
}
