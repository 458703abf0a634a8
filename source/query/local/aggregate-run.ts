import { GroupTable } from '../aggregate/group-table.ts';
import { aggregateRows, emptyPartial, type Partial } from '../aggregate/partial.ts';
import { groupsMax } from '../table/aggregate.ts';
import type { Plan, PlannedAggregate } from '../plan/plan.ts';
import type { Frame } from './frame.ts';
import type { KeptCount, KeptMerge, KeptPartial } from './partial-cache.ts';
import { breathe, scanSegment, segmentsInRange, type SegmentInRange, type Stream } from './scan.ts';
import { StageCounts, type RunState } from './run-state.ts';

/** Groups the selected rows of one frame. */
export function aggregateFrame(
	frame: Frame,
	aggregate: PlannedAggregate,
	ranks: Float64Array | undefined,
): Partial {
	if (frame.rows?.length === 0) {
		return emptyPartial(aggregate.calls, aggregate.by.length);
	}

	return aggregateRows({
		rows: frame.rows,
		rowCount: frame.rowCount,
		keys: aggregate.by.map(({ name }) => frame.field(name).get()),
		calls: aggregate.calls,
		args: aggregate.calls.map(call => call.args.map(({ name }) => frame.field(name).get())),
		times: () => frame.times(),
		ranks,
	});
}

export function newGroups(aggregate: PlannedAggregate): GroupTable {
	return new GroupTable(aggregate.calls, aggregate.by.length);
}

/**
 * Aggregates all segments in range. What a plan makes of a sealed segment wholly inside the range
 * is kept under `planKey`, and so is the merge of all of them: a refresh then costs the segments
 * that are open or cut by the range.
 *
 * @param planKey - undefined when the result depends on more than the records
 * @param progress - called after each segment with the groups so far
 */
export async function aggregateSegments(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	planKey: string | undefined,
	progress: (groups: GroupTable) => void,
): Promise<GroupTable> {
	const segments = segmentsInRange(state);
	const groups = newGroups(aggregate);
	const isShared = (segment: SegmentInRange): boolean =>
		planKey !== undefined && segment.whole && segment.view.sealed;
	const shared = segments.filter(isShared);
	await mergeShared(shared, aggregate, stream, state, planKey ?? '', groups, progress);
	for (const segment of segments) {
		if (!isShared(segment)) {
			const kept = computePartial(segment, aggregate, stream, state);
			takeOver(kept.counts, state);
			state.scanned.recordCount += kept.recordCount;
			state.scanned.prunedSegmentCount += kept.pruned ? 1 : 0;
			groups.merge(kept.partial);
			progress(groups);
			await breathe(state);
		}
	}

	if (groups.hiddenRowCount > 0) {
		state.context.warn(
			`${groupsMax} groups are shown; ${groups.hiddenRowCount} rows of further groups are left out`,
		);
	}

	return groups;
}

async function mergeShared(
	segments: readonly SegmentInRange[],
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	planKey: string,
	groups: GroupTable,
	progress: (groups: GroupTable) => void,
): Promise<void> {
	if (segments.length === 0) {
		return;
	}

	const { partials } = state.parts;
	const mergeKey = `${planKey}|${segments.map(({ view }) => view.id).join(',')}`;
	const known = partials.merged.get(mergeKey);
	if (known !== undefined) {
		groups.mergeTable(known.table);
		takeOver(known.counts, state);
		state.scanned.recordCount += known.recordCount;
		state.scanned.prunedSegmentCount += known.prunedCount;
		return;
	}

	const counts = new StageCounts();
	const merge = { prunedCount: 0, recordCount: 0 };
	for (const segment of segments) {
		const partialKey = `${planKey}|${segment.view.id}`;
		let kept = partials.segments.get(partialKey);
		if (kept === undefined) {
			kept = computePartial(segment, aggregate, stream, state);
			partials.segments.set(partialKey, kept, kept.partial.bytes + 512);
			await breathe(state);
		}

		addCounts(kept.counts, counts);
		merge.recordCount += kept.recordCount;
		merge.prunedCount += kept.pruned ? 1 : 0;
		groups.merge(kept.partial);
		progress(groups);
	}

	keepMerge(state, mergeKey, groups, aggregate, { ...merge, counts: counts.entries() });
	takeOver(counts.entries(), state);
	state.scanned.recordCount += merge.recordCount;
	state.scanned.prunedSegmentCount += merge.prunedCount;
}

function keepMerge(
	state: RunState,
	key: string,
	groups: GroupTable,
	aggregate: PlannedAggregate,
	merge: Omit<KeptMerge, 'table'>,
): void {
	// The table in hand goes on growing with the open segments, so the kept one is a copy.
	const table = newGroups(aggregate);
	table.mergeTable(groups);
	state.parts.partials.merged.set(key, { ...merge, table }, table.bytes + 512);
}

function computePartial(
	segment: SegmentInRange,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
): KeptPartial {
	const counts = new StageCounts();
	const { frame, recordCount, pruned } = scanSegment(stream, segment, state, counts);
	return {
		partial: aggregateFrame(frame, aggregate, undefined),
		counts: counts.entries(),
		pruned,
		recordCount,
	};
}

function takeOver(kept: readonly KeptCount[], state: RunState): void {
	addCounts(kept, state.counts);
}

function addCounts(kept: readonly KeptCount[], counts: StageCounts): void {
	for (const { index, name, rowsIn, rowsOut } of kept) {
		counts.add(index, name, rowsIn, rowsOut);
	}
}
