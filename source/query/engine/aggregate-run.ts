import { dictionariesOf, type AggregateDictionaries } from './group/aggregate-dictionaries.ts';
import { aggregateOf } from '../aggregate/index.ts';
import { GroupTable } from './group/group-table.ts';
import { aggregateRows, emptyPartial, type Partial } from './group/partial.ts';
import type { Plan, PlannedAggregate } from '../plan/plan.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { Frame } from '../frame/frame.ts';
import type { KeptCount, KeptPartial } from './partial-cache.ts';
import { breathe, scanSegment, segmentsInRange, type SegmentInRange, type Stream } from './scan.ts';
import { StageCounts, type RunState } from './run-state.ts';

/** Groups the selected rows of one frame. */
export function aggregateFrame(
	frame: Frame,
	aggregate: PlannedAggregate,
	dictionaries: AggregateDictionaries,
	ranks: Float64Array | undefined,
): Partial {
	if (frame.rows?.length === 0) {
		return emptyPartial(aggregate.calls, dictionaries);
	}

	return aggregateRows({
		rows: frame.rows,
		rowCount: frame.rowCount,
		keys: aggregate.by.map(({ name }) => frame.field(name).get()),
		calls: aggregate.calls,
		args: aggregate.calls.map(call => call.args.map(({ name }) => frame.field(name).get())),
		times: () => frame.times(),
		ranks,
		dictionaries,
	});
}

/** The engine's dictionaries for one aggregate; they stay the same through a run. */
export function runDictionaries(
	aggregate: PlannedAggregate,
	{ parts }: RunState,
): AggregateDictionaries {
	return dictionariesOf(aggregate, name => parts.partials.dictionaries.of(name));
}

export function newGroups(
	aggregate: PlannedAggregate,
	dictionaries: AggregateDictionaries,
): GroupTable {
	return new GroupTable(aggregate.calls, aggregate.by.length, dictionaries);
}

/**
 * Aggregates all segments in range. The partial of a sealed segment that lies wholly in the range
 * is cached under `planKey`, and so is the merge of all these partials. A refresh then only reads
 * the segments that are open or partly in the range.
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
	const isShared = (segment: SegmentInRange): boolean =>
		planKey !== undefined && segment.whole && segment.view.sealed;
	// When arrival decides between equal times, segments must be merged in order.
	const merged = aggregate.calls.some(call => aggregateOf(call).dependsOnArrival)
		? []
		: segments.filter(isShared);
	const dictionaries = runDictionaries(aggregate, state);
	const job = { aggregate, dictionaries, stream, state, planKey: planKey ?? '' };
	const shared = await mergeShared(merged, job, progress);
	if (shared !== undefined && merged.length === segments.length) {
		return shared;
	}

	const groups = newGroups(aggregate, dictionaries);
	if (shared !== undefined) {
		groups.mergeTable(shared);
	}

	for (const segment of segments) {
		if (!merged.includes(segment)) {
			const kept = await partialOf(segment, job, isShared(segment));
			addCounts(kept.counts, state.counts);
			warnAgain(kept.warnings, state);
			addScanned(state, kept.recordCount, kept.pruned ? 1 : 0);
			groups.merge(kept.partial);
			progress(groups);
		}
	}

	return groups;
}

interface Job {
	readonly aggregate: PlannedAggregate;
	readonly dictionaries: AggregateDictionaries;
	readonly stream: Stream;
	readonly state: RunState;
	readonly planKey: string;
}

/**
 * The merge of sealed segments that lie wholly in the range. It is cached, so it must not be
 * changed.
 */
async function mergeShared(
	segments: readonly SegmentInRange[],
	job: Job,
	progress: (groups: GroupTable) => void,
): Promise<GroupTable | undefined> {
	if (segments.length === 0) {
		return undefined;
	}

	const { state } = job;
	const { merged } = state.parts.partials;
	const mergeKey = `${job.planKey}|${segments.map(({ view }) => view.id).join(',')}`;
	const known = merged.get(mergeKey);
	if (known !== undefined) {
		addCounts(known.counts, state.counts);
		warnAgain(known.warnings, state);
		addScanned(state, known.recordCount, known.prunedCount);
		return known.table;
	}

	const table = newGroups(job.aggregate, job.dictionaries);
	const counts = new StageCounts();
	const warnings = new Set<string>();
	let recordCount = 0;
	let prunedCount = 0;
	for (const segment of segments) {
		const kept = await partialOf(segment, job, true);
		addCounts(kept.counts, counts);
		kept.warnings.forEach(warning => warnings.add(warning));
		recordCount += kept.recordCount;
		prunedCount += kept.pruned ? 1 : 0;
		table.merge(kept.partial);
		progress(table);
	}

	table.finish();
	const made = {
		table,
		counts: counts.entries(),
		warnings: [...warnings],
		recordCount,
		prunedCount,
		dictionaries: usedBy(job.dictionaries),
	};
	if (areCurrent(made.dictionaries, state)) {
		merged.set(mergeKey, made, table.bytes + 512);
	}

	addCounts(made.counts, state.counts);
	warnAgain(made.warnings, state);
	addScanned(state, recordCount, prunedCount);
	return table;
}

function warnAgain(warnings: readonly string[], { context }: RunState): void {
	for (const warning of warnings) {
		context.warn(warning);
	}
}

function addScanned(state: RunState, recordCount: number, prunedCount: number): void {
	state.scanned.recordCount += recordCount;
	state.scanned.prunedSegmentCount += prunedCount;
}

/** The cached partial of the segment, or a new one from a scan. */
async function partialOf(
	segment: SegmentInRange,
	job: Job,
	isShared: boolean,
): Promise<KeptPartial> {
	const { segments } = job.state.parts.partials;
	const key = `${job.planKey}|${segment.view.id}`;
	const known = isShared ? segments.get(key) : undefined;
	if (known !== undefined) {
		return known;
	}

	const made = computePartial(segment, job);
	if (isShared && areCurrent(made.dictionaries, job.state)) {
		segments.set(key, made, made.partial.bytes + 512);
	}

	await breathe(job.state);
	return made;
}

function usedBy({ keys, calls }: AggregateDictionaries): readonly Dictionary[] {
	return [...keys, ...calls].filter(dictionary => dictionary !== undefined);
}

/**
 * Another run may have evicted a dictionary. The result then serves this run only and is not
 * cached.
 */
function areCurrent(dictionaries: readonly Dictionary[], { parts }: RunState): boolean {
	return dictionaries.every(dictionary => parts.partials.dictionaries.has(dictionary));
}

function computePartial(segment: SegmentInRange, job: Job): KeptPartial {
	const { aggregate, dictionaries, stream, state } = job;
	const counts = new StageCounts();
	const { result, warnings } = state.warnings.during(() => {
		const { frame, recordCount, pruned } = scanSegment(stream, segment, state, counts);
		return {
			partial: aggregateFrame(frame, aggregate, dictionaries, undefined),
			recordCount,
			pruned,
		};
	});
	return {
		...result,
		warnings,
		dictionaries: usedBy(dictionaries),
		counts: counts.entries(),
	};
}

function addCounts(kept: readonly KeptCount[], counts: StageCounts): void {
	for (const { index, name, rowsIn, rowsOut } of kept) {
		counts.add(index, name, rowsIn, rowsOut);
	}
}
