import { planStages, type Plan, type PlannedStage } from '../plan/plan.ts';
import { isRowStage } from '../plan/stage-class.ts';
import { stageName } from '../plan/stage-name.ts';
import type { Stage } from '../syntax/tree.ts';
import { applyTableStage, isTableStage, keysAfter } from '../table/apply.ts';
import { columnIndex } from '../frame/columns.ts';
import { compareRuns, joinCompare } from '../stage/compare.ts';
import { joinedFields, joinRowsMax, joinTables } from '../stage/join.ts';
import type { Table } from '../frame/table.ts';
import { frameToTable, rowsToTable, tableToFrame } from '../frame/rows-table.ts';
import { compileRowStage } from '../stage/row-stage.ts';
import type { PlanResult } from './plan-result.ts';
import { StageCounts, type RunState } from './run-state.ts';
import { tableContext } from '../stage/stage-context.ts';

type TableResult = PlanResult & { readonly kind: 'table' };

/**
 * Runs what follows the first aggregate, stage by stage, on the table.
 *
 * @param firstStage - stages before it are done already
 * @param rowCount - rows that went into that stage, also those that it was known to drop
 */
export async function runTableStages(
	plan: Plan,
	firstStage: number,
	start: TableResult,
	rowCount: number,
	state: RunState,
): Promise<TableResult> {
	let { table, keys } = start;
	let rowsIn = rowCount;
	for (const planned of plan.table.slice(firstStage)) {
		table = await runTableStage(plan, planned, table, keys, state);
		keys = keysAfter(planned.stage, keys);
		state.counts.add(planned.index, stageName(planned.stage), rowsIn, table.rows.length);
		rowsIn = table.rows.length;
	}

	return { kind: 'table', table, keys };
}

async function runTableStage(
	plan: Plan,
	planned: PlannedStage,
	table: Table,
	keys: readonly string[],
	state: RunState,
): Promise<Table> {
	const { stage } = planned;
	const context = tableContext(state.context, keys);
	if (isTableStage(stage)) {
		return applyTableStage(table, stage, context);
	}

	if (stage.kind === 'compare') {
		const shifted: Table[] = [];
		for (const shiftMs of compareRuns(stage.shifts)) {
			shifted.push(await runShifted(plan, planned, shiftMs, state));
		}

		return joinCompare(table, shifted, stage.shifts, context);
	}

	if (stage.kind === 'join') {
		return runJoin(plan, planned, stage, state);
	}

	return isRowStage(stage) ? applyToTable(planned, table, state) : table;
}

/** Everything before a stage, over an earlier range. */
async function runShifted(
	plan: Plan,
	before: PlannedStage,
	shiftMs: number,
	state: RunState,
): Promise<Table> {
	const { context } = state;
	const result = await state.runPlan(planStages(plan.search, plan.stages.slice(0, before.index)), {
		...state,
		counts: new StageCounts(),
		context: { ...context, fromMs: context.fromMs - shiftMs, toMs: context.toMs - shiftMs },
	});
	return tableOf(result);
}

async function runJoin(
	plan: Plan,
	planned: PlannedStage,
	stage: Stage & { readonly kind: 'join' },
	state: RunState,
): Promise<Table> {
	const prefix = plan.stages.slice(0, planned.index);
	const sides = [];
	for (const { name, stages } of stage.tables) {
		const result = await state.runPlan(planStages(plan.search, [...prefix, ...stages]), {
			...state,
			counts: new StageCounts(),
			rowsMax: joinRowsMax,
		});
		const wanted = joinedFields(name, stage, plan.stages.slice(planned.index + 1));
		const table = tableOf(result, wanted);
		if (result.kind === 'rows' && result.rowCount > table.rows.length) {
			state.context.warn(
				`join reads ${table.rows.length} of the ${result.rowCount} rows of ${name}`,
			);
		}

		sides.push({ name, table, ...timesOf(table, result) });
	}

	return joinTables(sides, stage, tableContext(state.context, []));
}

/** Rows that were records have a time each, for the join's window. */
function timesOf(table: Table, result: PlanResult): { readonly timesMs?: readonly number[] } {
	const index = columnIndex(table.columns, '_messageTime');
	return result.kind === 'table' || index < 0
		? {}
		: { timesMs: table.rows.map(row => Number(row[index])) };
}

/** @param fields - of the records, that are wanted beside the columns which are shown anyway */
function tableOf(result: PlanResult, fields: readonly string[] = []): Table {
	if (result.kind === 'table') {
		return result.table;
	}

	const more = fields.filter(name => columnIndex(result.columns, name) < 0);
	return rowsToTable(result.ordered, [...result.columns, ...more]);
}

/** Extractions, look-ups and the like work on a table as they do on records. */
function applyToTable(planned: PlannedStage, table: Table, state: RunState): Table {
	const step = compileRowStage(planned, state.context);
	const frame = step.run(tableToFrame(table));
	const columns = [...table.columns];
	for (const name of step.made()) {
		const place = columnIndex(columns, name);
		if (place < 0) {
			columns.push(name);
		} else {
			columns[place] = name;
		}
	}

	return frameToTable(frame, columns);
}
