import type { PlannedAggregate, Plan, PlannedStage } from '../plan/plan.ts';
import { ranksOf, type OrderedRows } from '../frame/ordered-rows.ts';
import { rowsToTable } from '../frame/rows-table.ts';
import { countRows } from '../frame/rows.ts';
import { SortedRows } from '../frame/sorted-rows.ts';
import { isLimit } from '../stage/limit.ts';
import { isSort, type SortStage } from '../stage/sort.ts';
import { aggregateFrame, aggregateSegments, newGroups, runDictionaries } from './aggregate-run.ts';
import { FrameWeights } from './frame-weights.ts';
import { groupsResult, timesliceKeyOf, warnOfCuts } from './group-result.ts';
import type { GroupTable } from './group/group-table.ts';
import { withLearned } from './learn.ts';
import { NewestRows } from './newest-rows.ts';
import { planKeys } from './plan-key.ts';
import type { PlanResult } from './plan-result.ts';
import { runInOrder } from './row-step.ts';
import type { RunState } from './run-state.ts';
import { newRowScan, scanRows, type RowScan } from './scan-rows.ts';
import { breathe, compileStream, segmentsInRange, type Stream } from './scan.ts';
import { shownColumns, type ShownStage } from './shown-columns.ts';
import { runTableStages } from './table-run.ts';

/** Rows that a stage may use in order; more are cut, with a warning. */
const orderedRowsMax = 200_000;

/** Called with the partial result. */
export type Progress = (result: PlanResult) => void;

/**
 * Runs a plan over the state's time range.
 *
 * @throws Cancelled
 */
export async function runPlan(
	planned: Plan,
	state: RunState,
	progress?: Progress,
): Promise<PlanResult> {
	const plan = await withLearned(planned, state);
	const stream = compileStream(plan, state);
	if (plan.aggregate !== undefined) {
		return runAggregate(plan, plan.aggregate, stream, state, progress);
	}

	const { ordered, rowCount, shown } = await collectRows(
		plan,
		stream,
		state,
		keepMaxOf(plan, state),
	);
	const stages = shown();
	const columns = shownColumns(plan.search, stages, state.parts.usualFields);
	if (plan.table.length === 0) {
		const made = stages.flatMap(namesMade);
		return { kind: 'rows', ordered, columns, made, rowCount };
	}

	const { spec, stage } = plan.table[0] as PlannedStage;
	if (spec.run.class === 'pipelines' && spec.run.startsAnew) {
		// Its inner pipelines read the records themselves; here the records are only counted.
		const empty = { columns: [], rows: [] };
		return runTableStages(plan, 0, { kind: 'table', table: empty, keys: [] }, rowCount, state);
	}

	if (rowCount > ordered.frameOf.length) {
		const name = spec.name(stage);
		state.context.warn(`${name} reads ${ordered.frameOf.length} records; there are ${rowCount}`);
	}

	const table = rowsToTable(ordered, columns);
	return runTableStages(plan, 0, { kind: 'table', table, keys: [] }, table.rows.length, state);
}

function namesMade({ planned, made }: ShownStage): readonly string[] {
	const { stage, spec } = planned;
	const restates = spec.run.class === 'rows' && spec.run.restates?.(stage) === true;
	return restates ? [] : made;
}

async function runAggregate(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	progress: Progress | undefined,
): Promise<PlanResult> {
	const head = tableHead(plan, aggregate, state);
	let segmentCount = 0;
	const groups = await groupsOf(plan, aggregate, stream, state, sofar => {
		segmentCount++;
		// A table of all groups costs more than reading a segment, so it is shown after 1, 2, 4, 8,
		// … segments.
		if (progress !== undefined && Number.isInteger(Math.log2(segmentCount))) {
			const before = state.context.spending.used;
			progress(groupsResult(sofar, aggregate, state, head.keepMax));
			state.context.spending.dropTo(before);
		}
	});
	const { index, limit = Infinity, spec, stage } = aggregate;
	const result = groupsResult(groups, aggregate, state, head.keepMax);
	warnOfCuts(groups, aggregate, state);
	const rowsOut = Math.min(groups.groupCount, limit);
	state.counts.add(index, spec.name(stage), groups.rowCount, rowsOut);
	for (const sorted of plan.table.slice(0, head.sortCount)) {
		state.counts.add(sorted.index, sorted.spec.name(sorted.stage), rowsOut, rowsOut);
	}

	return runTableStages(plan, head.sortCount, result, rowsOut, state);
}

/**
 * How many groups the stages right after the aggregate leave: with `limit n`, also after a sort
 * that is the default order. The other groups are not converted to rows.
 */
function tableHead(
	plan: Plan,
	aggregate: PlannedAggregate,
	state: RunState,
): { readonly sortCount: number; readonly keepMax: number } {
	const [first, second] = plan.table;
	const sorted =
		isSort(first?.stage) &&
		aggregate.sort === undefined &&
		timesliceKeyOf(aggregate, state) < 0 &&
		isDefaultSort(first.stage, aggregate);
	const next = (sorted ? second : first)?.stage;
	const keepMax =
		isLimit(next) && next.count >= 0 && aggregate.sort === undefined ? next.count : Infinity;
	return { sortCount: sorted ? 1 : 0, keepMax: Math.min(keepMax, limitOf(aggregate)) };
}

/** A limit of the aggregate itself, when no sort comes between them. */
function limitOf(aggregate: PlannedAggregate): number {
	return aggregate.sort === undefined ? (aggregate.limit ?? Infinity) : Infinity;
}

function isDefaultSort(stage: SortStage, { calls, by }: PlannedAggregate): boolean {
	const [key] = stage.keys;
	const title = calls[0]?.titles[0]?.toLowerCase();
	const name = key?.field.name.toLowerCase();
	return (
		stage.keys.length === 1 &&
		key?.descending === true &&
		name === title &&
		!by.some(field => field.name.toLowerCase() === name)
	);
}

async function groupsOf(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	progress: (groups: GroupTable) => void,
): Promise<GroupTable> {
	try {
		return plan.ordered.length === 0
			? await aggregateSegments(plan, aggregate, stream, state, planKeys(plan, state), progress)
			: await aggregateOrdered(plan, aggregate, stream, state);
	} finally {
		state.parts.partials.dictionaries.settle();
	}
}

async function aggregateOrdered(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
): Promise<GroupTable> {
	const { ordered } = await collectRows(plan, stream, state, orderedRowsMax);
	const dictionaries = runDictionaries(aggregate, state);
	const groups = newGroups(aggregate, dictionaries);
	for (const [index, ranks] of ranksOf(ordered).entries()) {
		const frame = ordered.frames[index];
		if (frame !== undefined) {
			groups.merge(aggregateFrame(frame, aggregate, dictionaries, ranks));
		}
	}

	return groups;
}

/** Rows that the last ordered stage may leave for the next one. */
function keepMaxOf(plan: Plan, state: RunState): number {
	return plan.ordered.length === 0 ? state.rowsMax : orderedRowsMax;
}

interface Collected {
	readonly ordered: OrderedRows;
	readonly rowCount: number;
	/** Row stages with the names that they made, for the columns. */
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
	await scanInto(collector, newRowScan(plan, stream, state), state);
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
			`${first.spec.name(first.stage)} reads ${collector.cutsAt} records at most; there are ${seen}`,
		);
	}

	const shownOrdered: ShownStage[] = [];
	let rowsIn = collector.includesFirst ? collector.rowsOut(seen) : ordered.frameOf.length;
	for (const planned of collector.includesFirst ? others : plan.ordered) {
		const next = runInOrder(planned, ordered, state);
		ordered = next.ordered;
		shownOrdered.push({ planned, made: next.made });
		state.counts.add(
			planned.index,
			planned.spec.name(planned.stage),
			rowsIn,
			ordered.frameOf.length,
		);
		rowsIn = ordered.frameOf.length;
	}

	if (collector.includesFirst) {
		state.counts.add(first.index, first.spec.name(first.stage), seen, collector.rowsOut(seen));
	}

	return {
		ordered,
		// Only the collector's own stage may leave more rows than it keeps.
		rowCount:
			collector.includesFirst && others.length === 0
				? collector.rowsOut(seen)
				: ordered.frameOf.length,
		shown: () => [
			...streamShown(plan, stream),
			...(collector.includesFirst ? [{ planned: first, made: [] }] : []),
			...shownOrdered,
		],
	};
}

async function scanInto(
	{ rows, shownMax }: RowCollector,
	scan: RowScan,
	state: RunState,
): Promise<void> {
	const { spending } = state.context;
	const weights = new FrameWeights(rows, spending);
	for (const segment of segmentsInRange(state)) {
		const before = spending.used;
		const frame = scanRows(segment, scan, rows.seenCount < shownMax);
		if (countRows(frame.rows, frame.rowCount) > 0) {
			rows.add(frame);
			weights.add(frame, spending.used - before);
		} else {
			spending.dropTo(before);
		}

		await breathe(state);
	}
}

function streamShown(plan: Plan, stream: Stream): readonly ShownStage[] {
	return plan.stream.map((planned, index) => ({
		planned,
		made: stream.steps[index]?.step.made() ?? [],
	}));
}

interface RowCollector {
	readonly rows: NewestRows | SortedRows;
	/** After so many rows, most of the others are not shown. */
	readonly shownMax: number;
	/** Whether the collector already does the work of the first ordered stage. */
	readonly includesFirst: boolean;
	/** With more rows than this, the result is incomplete; undefined when nothing is lost. */
	readonly cutsAt: number | undefined;
	/** Rows that the first stage leaves of `seen` rows. */
	rowsOut(seen: number): number;
}

/** A collector that keeps no more rows than the first ordered stages can use. */
function collectorOf(plan: Plan, state: RunState, keepMax: number): RowCollector {
	const [first, second] = plan.ordered;
	const stage = first?.stage;
	if (isLimit(stage) && stage.count >= 0) {
		return {
			rows: new NewestRows(Math.min(stage.count, keepMax)),
			shownMax: Math.min(stage.count, state.rowsMax),
			includesFirst: true,
			cutsAt: stage.count > keepMax ? keepMax : undefined,
			rowsOut: seen => Math.min(seen, stage.count, keepMax),
		};
	}

	if (isSort(stage)) {
		const isLast = second === undefined && plan.aggregate === undefined;
		const limit =
			isLimit(second?.stage) && second.stage.count >= 0 ? second.stage.count : undefined;
		const most = Math.min(limit ?? (isLast ? state.rowsMax : keepMax), keepMax);
		return {
			rows: new SortedRows(stage.keys, most),
			// Rows of any segment may come first.
			shownMax: Infinity,
			includesFirst: true,
			cutsAt: limit === undefined && !isLast ? most : undefined,
			rowsOut: seen => (isLast ? seen : limit === undefined ? Math.min(seen, most) : seen),
		};
	}

	return {
		rows: new NewestRows(keepMax),
		shownMax: state.rowsMax,
		includesFirst: false,
		cutsAt: first === undefined ? undefined : keepMax,
		rowsOut: seen => seen,
	};
}
