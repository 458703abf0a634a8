import { toTable } from '../aggregate/to-table.ts';
import type { GroupTable } from '../aggregate/group-table.ts';
import type { Plan, PlannedAggregate, PlannedStage } from '../plan/plan.ts';
import { isOrderedStage } from '../plan/stage-class.ts';
import { stageName } from '../plan/stage-name.ts';
import { limitTable } from '../table/limit.ts';
import { sortTable } from '../table/sort.ts';
import type { Table } from '../table/table.ts';
import { aggregateFrame, aggregateSegments, newGroups } from './aggregate-run.ts';
import { NewestRows } from './newest-rows.ts';
import { orderedRowsMax, type OrderedRows } from './ordered-rows.ts';
import { applyOrderedStage, applyRowStep, ranksOf } from './ordered-stage.ts';
import { planKey } from './plan-key.ts';
import { rowsToTable } from './rows-table.ts';
import { compileRowStage } from './row-stage.ts';
import { countRows } from './rows.ts';
import type { RunState } from './run-state.ts';
import { breathe, compileStream, scanSegment, segmentsInRange, type Stream } from './scan.ts';
import { shownColumns, type ShownStage } from './shown-columns.ts';
import { SortedRows } from './sorted-rows.ts';
import { runTableStages } from './table-run.ts';

/** What a plan made of one time range. */
export type PlanResult =
	| {
			readonly kind: 'rows';
			readonly ordered: OrderedRows;
			readonly columns: readonly string[];
			/** Rows there are, kept or not. */
			readonly rowCount: number;
	  }
	| { readonly kind: 'table'; readonly table: Table; readonly keys: readonly string[] };

/** Called with what there is so far. */
export type Progress = (result: PlanResult) => void;

/**
 * Runs a plan over the state's time range.
 *
 * @throws Cancelled
 */
export async function runPlan(
	plan: Plan,
	state: RunState,
	progress?: Progress,
): Promise<PlanResult> {
	const stream = compileStream(plan, state);
	if (plan.aggregate !== undefined) {
		const groups = await groupsOf(plan, plan.aggregate, stream, state, sofar => {
			progress?.(groupsResult(sofar, plan.aggregate as PlannedAggregate, state));
		});
		const result = groupsResult(groups, plan.aggregate, state);
		const { index } = plan.aggregate;
		const stage = plan.stages[index];
		if (stage !== undefined) {
			const rowsIn = groups.rowCount;
			state.counts.add(index, stageName(stage), rowsIn, result.table.rows.length);
		}

		return runTableStages(plan, result, state);
	}

	const { ordered, rowCount, shown } = await collectRows(
		plan,
		stream,
		state,
		keepMaxOf(plan, state),
	);
	const columns = shownColumns(plan.search, shown(), state.parts.usualFields);
	if (plan.table.length === 0) {
		return { kind: 'rows', ordered, columns, rowCount };
	}

	if (rowCount > ordered.frameOf.length) {
		const name = stageName((plan.table[0] as PlannedStage).stage);
		state.context.warn(`${name} reads ${ordered.frameOf.length} records; there are ${rowCount}`);
	}

	const table = rowsToTable(ordered, columns);
	return runTableStages(plan, { kind: 'table', table, keys: [] }, state);
}

function groupsResult(
	groups: GroupTable,
	aggregate: PlannedAggregate,
	state: RunState,
): PlanResult & { readonly kind: 'table' } {
	const keys = aggregate.by.map(({ name }) => name);
	const timeslice = state.context.timeslice?.column.toLowerCase();
	const timesliceKey = keys.findIndex(key => key.toLowerCase() === timeslice);
	let table = toTable(groups, keys, aggregate.calls, timesliceKey);
	if (aggregate.sort !== undefined) {
		table = sortTable(table, aggregate.sort.keys);
	}

	if (aggregate.limit !== undefined) {
		table = limitTable(table, aggregate.limit);
	}

	return { kind: 'table', table, keys };
}

async function groupsOf(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	progress: (groups: GroupTable) => void,
): Promise<GroupTable> {
	if (plan.ordered.length === 0) {
		return aggregateSegments(plan, aggregate, stream, state, planKey(plan, state), progress);
	}

	const { ordered } = await collectRows(plan, stream, state, orderedRowsMax);
	const groups = newGroups(aggregate);
	for (const [index, ranks] of ranksOf(ordered).entries()) {
		const frame = ordered.frames[index];
		if (frame !== undefined) {
			groups.merge(aggregateFrame(frame, aggregate, ranks));
		}
	}

	return groups;
}

/** Rows that the last ordered stage may leave for whoever comes next. */
function keepMaxOf(plan: Plan, state: RunState): number {
	return plan.ordered.length === 0 ? state.rowsMax : orderedRowsMax;
}

interface Collected {
	readonly ordered: OrderedRows;
	readonly rowCount: number;
	/** Row stages with the names they made, for the columns. */
	shown(): readonly ShownStage[];
}

async function collectRows(
	plan: Plan,
	stream: Stream,
	state: RunState,
	keepMax: number,
): Promise<Collected> {
	const [first, ...others] = plan.ordered;
	const collector = collectorOf(plan, state, keepMax);
	for (const segment of segmentsInRange(state)) {
		const { frame, recordCount, pruned } = scanSegment(stream, segment, state, state.counts);
		state.scanned.recordCount += recordCount;
		state.scanned.prunedSegmentCount += pruned ? 1 : 0;
		if (countRows(frame.rows, frame.rowCount) > 0) {
			collector.rows.add(frame);
		}

		await breathe(state);
	}

	let ordered = collector.rows.finish();
	const seen = collector.rows.seenCount;
	if (first === undefined) {
		return {
			ordered,
			rowCount: seen,
			shown: () => streamShown(plan, stream),
		};
	}

	if (collector.cutsAt !== undefined && seen > collector.cutsAt) {
		state.context.warn(
			`${stageName(first.stage)} reads ${collector.cutsAt} records at most; there are ${seen}`,
		);
	}

	const shownOrdered: ShownStage[] = [];
	let rowsIn = collector.includesFirst ? collector.rowsOut(seen) : ordered.frameOf.length;
	for (const planned of collector.includesFirst ? others : plan.ordered) {
		if (isOrderedStage(planned.stage)) {
			ordered = applyOrderedStage(ordered, planned.stage);
			shownOrdered.push({ planned, made: planned.stage.kind === 'topk' ? ['_rank'] : [] });
		} else {
			const step = compileRowStage(planned, state.context);
			ordered = applyRowStep(ordered, step);
			shownOrdered.push({ planned, made: step.made() });
		}

		state.counts.add(planned.index, stageName(planned.stage), rowsIn, ordered.frameOf.length);
		rowsIn = ordered.frameOf.length;
	}

	if (collector.includesFirst) {
		state.counts.add(first.index, stageName(first.stage), seen, collector.rowsOut(seen));
	}

	return {
		ordered,
		rowCount: others.length === 0 ? collector.rowsOut(seen) : ordered.frameOf.length,
		shown: () => [
			...streamShown(plan, stream),
			...(collector.includesFirst ? [{ planned: first, made: [] }] : []),
			...shownOrdered,
		],
	};
}

function streamShown(plan: Plan, stream: Stream): readonly ShownStage[] {
	return plan.stream.map((planned, index) => ({
		planned,
		made: stream.steps[index]?.step.made() ?? [],
	}));
}

interface RowCollector {
	readonly rows: NewestRows | SortedRows;
	/** Does collecting already do what the first ordered stage says? */
	readonly includesFirst: boolean;
	/** Above this many rows the result is not complete; undefined where nothing is lost. */
	readonly cutsAt: number | undefined;
	/** Rows that the first stage leaves of so many. */
	rowsOut(seen: number): number;
}

/** Collects no more rows than the first ordered stages can use. */
function collectorOf(plan: Plan, state: RunState, keepMax: number): RowCollector {
	const [first, second] = plan.ordered;
	const stage = first?.stage;
	if (stage?.kind === 'limit' && stage.count >= 0) {
		return {
			rows: new NewestRows(Math.min(stage.count, keepMax)),
			includesFirst: true,
			cutsAt: stage.count > keepMax ? keepMax : undefined,
			rowsOut: seen => Math.min(seen, stage.count, keepMax),
		};
	}

	if (stage?.kind === 'sort') {
		const isLast = second === undefined && plan.aggregate === undefined;
		const limit =
			second?.stage.kind === 'limit' && second.stage.count >= 0 ? second.stage.count : undefined;
		const most = Math.min(limit ?? (isLast ? state.rowsMax : keepMax), keepMax);
		return {
			rows: new SortedRows(stage.keys, most),
			includesFirst: true,
			cutsAt: limit === undefined && !isLast ? most : undefined,
			rowsOut: seen => (isLast ? seen : limit === undefined ? Math.min(seen, most) : seen),
		};
	}

	return {
		rows: new NewestRows(keepMax),
		includesFirst: false,
		cutsAt: first === undefined ? undefined : keepMax,
		rowsOut: seen => seen,
	};
}
