import { columnIndex } from '../frame/columns.ts';
import { rowsToTable } from '../frame/rows-table.ts';
import type { Table } from '../frame/table.ts';
import { planStages, type Plan, type PlannedStage } from '../plan/plan.ts';
import { StageSpending, wholeRowBytes } from '../spending.ts';
import { schemasOf, specOf } from '../stage/index.ts';
import type { FieldsBefore, PipelineResult, Pipelines } from '../stage/stage-spec.ts';
import type { Search, StageNode } from '../syntax/tree.ts';
import type { PlanResult } from './plan-result.ts';
import { contextOfRange, shiftedContext } from './run-context.ts';
import { StageCounts, type RunState } from './run-state.ts';

/** Runs the inner pipelines of a stage over the same records. */
export function pipelinesBefore(plan: Plan, planned: PlannedStage, state: RunState): Pipelines {
	const { index, stage } = planned;
	const spending = new StageSpending(state.context.spending, stage.span);
	const before = plan.stages.slice(0, index);
	const later = plan.stages.slice(index + 1);
	return {
		countsNothingAsZero: column => countsIn(before, column),
		storeStartMs: storeStartOf(state.snapshot.segments),
		fieldsBefore: fieldsOf(before, state),
		readLater: later.flatMap(stage => specOf(stage).reads(stage)),
		earlier: async shiftMs => {
			const result = await state.runPlan(planStages(plan.search, before), {
				...state,
				counts: new StageCounts(),
				context: shiftedContext(state.context, shiftMs),
			});
			return tableOf(result, [], spending);
		},
		elsewhere: async ({ query, fromMs, toMs }, stages) => {
			const { search, stages: first } = query ?? { search: plan.search, stages: before };
			const result = await state.runPlan(planStages(search, [...first, ...stages]), {
				...state,
				counts: new StageCounts(),
				context: contextOfRange(state.context, fromMs, toMs),
			});
			return tableOf(result, [], spending);
		},
		with: withSearch(plan.search, before, state, spending),
		narrowed: ({ search, stages }) => {
			const items = [plan.search, search];
			const both: Search = { kind: 'and', items, span: search.span };
			return withSearch(both, [...before, ...stages], state, spending);
		},
	};
}

function withSearch(
	search: Search,
	before: readonly StageNode[],
	state: RunState,
	spending: StageSpending,
): Pipelines['with'] {
	return async (stages, rowsMax, fields) => {
		const result = await state.runPlan(planStages(search, [...before, ...stages]), {
			...state,
			counts: new StageCounts(),
			rowsMax,
		});
		return pipelineResult(result, fields, spending);
	};
}

/** Rows that were records each have a time, for a join's time window. */
function pipelineResult(
	result: PlanResult,
	fields: readonly string[],
	spending: StageSpending,
): PipelineResult {
	const table = tableOf(result, fields, spending);
	const index = result.kind === 'table' ? -1 : columnIndex(table.columns, '_messageTime');
	return {
		table,
		made: result.kind === 'table' ? [] : result.made,
		shown: result.kind === 'table' ? table.columns : result.columns,
		rowCount: result.kind === 'table' ? table.rows.length : result.rowCount,
		timesMs: index < 0 ? undefined : table.rows.map(row => Number(row[index])),
	};
}

/**
 * @param fields - additional fields of the records, beside the shown columns
 * @throws TooLarge, Cancelled
 */
function tableOf(result: PlanResult, fields: readonly string[], spending: StageSpending): Table {
	if (result.kind === 'table') {
		return result.table;
	}

	const more = fields.filter(name => columnIndex(result.columns, name) < 0);
	return rowsToTable(result.ordered, [...result.columns, ...more], row => {
		spending.add(wholeRowBytes(row));
	});
}

function fieldsOf(stages: readonly StageNode[], { parts }: RunState): FieldsBefore {
	const made = new Set(schemasOf(stages).at(-1)?.fields.keys());
	const choices = stages.flatMap(stage => {
		const { run } = specOf(stage);
		return run.class === 'rows' ? (run.chooses?.(stage) ?? []) : [];
	});
	const dropped = choices
		.filter(({ mode }) => mode === 'drop')
		.flatMap(({ names }) => names.map(name => name.toLowerCase()))
		.filter(name => !made.has(name));
	return {
		made,
		dropped: new Set(dropped),
		areChosen: choices.some(({ mode }) => mode === 'keep'),
		derived: [...parts.derived.values()].map(({ name }) => name),
	};
}

/** Whether the last aggregate counts or adds under this title. */
function countsIn(stages: readonly StageNode[], column: string): boolean {
	const last = stages.findLast(stage => specOf(stage).run.class === 'group');
	// What was dropped behind it is not known to be 0.
	const isCut = stages
		.slice(last === undefined ? 0 : stages.lastIndexOf(last) + 1)
		.some(
			stage =>
				specOf(stage).drill.dropsRows ||
				specOf(stage).drill.made(stage).includes(column.toLowerCase()),
		);
	const run = last && specOf(last).run;
	const calls = last !== undefined && run?.class === 'group' ? run.group(last).calls : [];
	return (
		!isCut &&
		calls.some(
			({ name, titles }) =>
				['count', 'count_distinct', 'sum'].includes(name) &&
				titles.some(title => title.toLowerCase() === column.toLowerCase()),
		)
	);
}

function storeStartOf(segments: RunState['snapshot']['segments']): number {
	return segments.reduce(
		(first, { rowCount, minTimeMs }) => (rowCount > 0 ? Math.min(first, minTimeMs) : first),
		Infinity,
	);
}
