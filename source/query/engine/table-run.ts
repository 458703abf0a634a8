import { ranksOf } from '../frame/ordered-rows.ts';
import type { Table } from '../frame/table.ts';
import { planAggregate, type Plan, type PlannedStage } from '../plan/plan.ts';
import { specOf } from '../stage/index.ts';
import { tableContext } from '../stage/stage-context.ts';
import { aggregateFrame, newGroups } from './aggregate-run.ts';
import { groupsResult, warnOfCuts } from './group-result.ts';
import { ownDictionaries } from './group/aggregate-dictionaries.ts';
import { pipelinesBefore } from './pipelines.ts';
import type { PlanResult } from './plan-result.ts';
import { ResultRows } from './result-rows.ts';
import { runInOrder } from './row-step.ts';
import { rowBytes, wholeRowBytes } from '../spending.ts';
import type { RunState } from './run-state.ts';

type TableResult = PlanResult & { readonly kind: 'table' };

/** Rows after an aggregate, and the group keys of the last aggregate. */
interface Result {
	readonly rows: ResultRows;
	readonly keys: readonly string[];
	/** Of texts that the stage has made. */
	readonly textBytes?: number;
}

/**
 * Runs the stages after the first aggregate, with the same code as the stages before it.
 *
 * @param firstStage - stages before it have already run
 * @param rowCount - rows that went into that stage, including those that are known to be dropped
 */
export async function runTableStages(
	plan: Plan,
	firstStage: number,
	start: TableResult,
	rowCount: number,
	state: RunState,
): Promise<TableResult> {
	let result: Result = { rows: ResultRows.ofTable(start.table), keys: start.keys };
	let rowsIn = rowCount;
	const { spending } = state.context;
	let cellBytes = 0;
	for (const planned of plan.table.slice(firstStage)) {
		result = await runTableStage(plan, planned, result, state);
		// The rows before the stage are garbage now.
		spending.drop(cellBytes);
		const { rows, textBytes = 0 } = result;
		cellBytes = rows.rowCount * rowBytes(rows.columns.length) + textBytes;
		spending.add(cellBytes, planned.stage.span);
		const { rowCount: rowsOut } = result.rows;
		state.counts.add(planned.index, planned.spec.name(planned.stage), rowsIn, rowsOut);
		rowsIn = rowsOut;
	}

	return { kind: 'table', table: result.rows.table(), keys: result.keys };
}

async function runTableStage(
	plan: Plan,
	planned: PlannedStage,
	result: Result,
	state: RunState,
): Promise<Result> {
	const { stage } = planned;
	const { run } = planned.spec;
	const { rows, keys } = result;
	const context = tableContext(state.context, keys, isTransposed(plan, planned));
	switch (run.class) {
		case 'rows': {
			const choice = run.chooses?.(stage);
			return choice === undefined
				? inOrder(planned, result, state)
				: { rows: rows.choose(choice), keys };
		}

		case 'order':
			return inOrder(planned, result, state);
		case 'group':
			return run.onTable === undefined
				? group(planned, rows, state)
				: {
						rows: ResultRows.ofOrdered(run.onTable(rows.ordered(), stage), rows.columns, []),
						keys,
					};
		case 'table': {
			const given = rows.table();
			const { spending } = state.context;
			const before = spending.used;
			const table = run.run(given, stage, context);
			// What it told is its result by now, which is told with all others.
			spending.dropTo(before);
			return { rows: ResultRows.ofTable(table), keys: run.keys?.(stage) ?? keys };
		}

		case 'pipelines': {
			const pipelines = pipelinesBefore(plan, planned, state);
			const { spending } = state.context;
			const before = spending.used;
			const table = await run.run(rows.table(), stage, context, pipelines);
			spending.dropTo(before);
			return {
				rows: ResultRows.ofTable(table),
				keys: run.keys?.(stage) ?? keys,
				textBytes: textBytesOf(table),
			};
		}

		case 'none':
			return result;
	}
}

/** Rows of pipelines may hold the texts of many records. */
function textBytesOf({ rows }: Table): number {
	return rows.reduce((sum, row) => sum + wholeRowBytes(row) - rowBytes(row.length), 0);
}

/** Whether a transpose is nearer before the stage than what makes a new table. */
function isTransposed({ stages }: Plan, { index }: PlannedStage): boolean {
	const runs = stages.slice(0, index).map(stage => specOf(stage).run);
	const last = runs.findLast(
		run =>
			(run.class === 'group' && run.onTable === undefined) ||
			(run.class === 'table' && run.transposes) ||
			(run.class === 'pipelines' && run.startsAnew),
	);
	return last?.class === 'table';
}

function inOrder(planned: PlannedStage, { rows, keys }: Result, state: RunState): Result {
	const { ordered, made } = runInOrder(planned, rows.ordered(), state);
	// On a table, extractions do not form runs.
	for (const frame of ordered.frames) {
		frame.chain = undefined;
	}

	return { rows: ResultRows.ofOrdered(ordered, rows.columns, made), keys };
}

function group(planned: PlannedStage, rows: ResultRows, state: RunState): Result {
	const aggregate = planAggregate(planned);
	if (aggregate === undefined) {
		return { rows, keys: [] };
	}

	const ordered = rows.ordered();
	const dictionaries = ownDictionaries(aggregate.calls, aggregate.by.length);
	const groups = newGroups(aggregate, dictionaries);
	for (const [index, ranks] of ranksOf(ordered).entries()) {
		const frame = ordered.frames[index];
		if (frame !== undefined) {
			groups.merge(aggregateFrame(frame, aggregate, dictionaries, ranks));
		}
	}

	const { table, keys } = groupsResult(groups, aggregate, state, aggregate.limit ?? Infinity);
	warnOfCuts(groups, aggregate, state);
	return { rows: ResultRows.ofTable(table), keys };
}
