import { dictionariesOf, type AggregateDictionaries } from './group/aggregate-dictionaries.ts';
import { aggregateOf } from '../aggregate/index.ts';
import { GroupTable } from './group/group-table.ts';
import { aggregateRows, emptyPartial, type Partial } from './group/partial.ts';
import type { Plan, PlannedAggregate } from '../plan/plan.ts';
import type { Frame } from '../frame/frame.ts';
import { GroupWeight } from './group-weight.ts';
import { areCurrent, keep, kept, newJob, usedBy, type Job } from './kept-partials.ts';
import type { KeptCount } from './kept-rows.ts';
import type { KeptPartial } from './partial-cache.ts';
import type { PlanKeys } from './plan-key.ts';
import { segmentRuns, type SegmentRun } from './segment-runs.ts';
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
		ties: () => frame.ties(),
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
 * Aggregates all segments in range. What a plan makes of sealed segments that are completely inside
 * the range is kept, run by run, and so is the merge of all of them. A refresh then costs only the
 * open segments and those that the range cuts.
 *
 * @param keys - undefined when the result depends on more than the records
 * @param progress - called with the groups so far
 */
export async function aggregateSegments(
	plan: Plan,
	aggregate: PlannedAggregate,
	stream: Stream,
	state: RunState,
	keys: PlanKeys | undefined,
	progress: (groups: GroupTable) => void,
): Promise<GroupTable> {
	const segments = segmentsInRange(state);
	const isShared = (segment: SegmentInRange): boolean =>
		keys !== undefined && segment.whole && segment.view.sealed;
	// Where rows of one time and object are told apart, segments must be merged in their order.
	const merged = aggregate.calls.some(call => aggregateOf(call).dependsOnOrder)
		? []
		: segments.filter(isShared);
	const dictionaries = runDictionaries(aggregate, state);
	const job = newJob({ aggregate, dictionaries, stream, state }, keys);
	const shared = await mergeShared(merged, job, progress);
	if (shared !== undefined && merged.length === segments.length) {
		return shared;
	}

	const weight = weightOf(job);
	let growing = { job, table: newGroups(aggregate, dictionaries) };
	if (shared !== undefined) {
		growing.table.merge(shared.asPartial());
	}

	for (const segment of segments) {
		if (!merged.includes(segment)) {
			const kept = await partialOf(segment, growing.job, isShared(segment));
			tell(kept, state);
			growing.table.merge(kept.partial);
			weight.tell(growing.table, growing.job.dictionaries);
			progress(growing.table);
			growing = renewed(growing);
		}
	}

	return growing.table;
}

function weightOf({ aggregate, dictionaries, state }: Job): GroupWeight {
	return new GroupWeight(state.context.spending, aggregate.stage.span, dictionaries);
}

/** Groups that grow, and the job whose dictionaries number their values. */
interface Growing {
	readonly job: Job;
	readonly table: GroupTable;
}

/**
 * Moves the groups to new dictionaries when the old ones take more memory than they may. Most of
 * what these hold can be values of groups beyond the limit, which nobody asks for again.
 */
function renewed(growing: Growing): Growing {
	const { job, table } = growing;
	const { keys, calls } = job.dictionaries;
	const { aggregate, state } = job;
	state.parts.partials.dictionaries.settle();
	const valueCount = keys.reduce((sum, key) => sum + key.size, 0);
	const isMostlyUnused = valueCount > table.groupCount * keys.length * 2;
	if (
		calls.some(call => call !== undefined) ||
		!isMostlyUnused ||
		areCurrent(usedBy(job.dictionaries), state)
	) {
		return growing;
	}

	const dictionaries = runDictionaries(aggregate, state);
	const moved = newGroups(aggregate, dictionaries);
	moved.merge(table.asPartial());
	return { job: { ...job, dictionaries }, table: moved };
}

/** The merge of sealed segments that are completely in the range. It is kept: it must not change. */
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
		tell(known, state);
		return known.table;
	}

	const weight = weightOf(job);
	let growing = { job, table: newGroups(job.aggregate, job.dictionaries) };
	const sum = new KeptSum();
	for (const run of segmentRuns(segments)) {
		const kept = await partialOfRun(run, growing.job, progress);
		sum.add(kept);
		growing.table.merge(kept.partial);
		weight.tell(growing.table, growing.job.dictionaries);
		progress(growing.table);
		growing = renewed(growing);
	}

	const { table } = growing;
	table.finish();
	const made = { table, ...sum.total(), dictionaries: usedBy(growing.job.dictionaries) };
	if (areCurrent(made.dictionaries, state)) {
		merged.set(mergeKey, made, table.bytes + 512);
	}

	tell(made, state);
	return table;
}

/** The merge of a run's segments. A run that is always the same is kept, also for other processes. */
async function partialOfRun(
	{ segments, isWhole }: SegmentRun,
	job: Job,
	progress: (groups: GroupTable) => void,
): Promise<KeptPartial> {
	const [only] = segments;
	if (segments.length === 1 && only !== undefined) {
		return partialOf(only, job, true);
	}

	const known = isWhole ? kept(segments, job) : undefined;
	if (known !== undefined) {
		return known;
	}

	const table = newGroups(job.aggregate, job.dictionaries);
	const weight = weightOf(job);
	const sum = new KeptSum();
	for (const segment of segments) {
		const part = await partialOf(segment, job, true);
		sum.add(part);
		table.merge(part.partial);
		weight.tell(table, job.dictionaries);
		progress(table);
	}

	weight.forget();
	const total = { ...sum.total(), dictionaries: usedBy(job.dictionaries) };
	const made = { ...total, partial: table.asPartial() };
	if (isWhole) {
		keep(segments, made, job);
	}

	return made;
}

/** Of one segment: what is kept, or what a pass over it computes. */
async function partialOf(
	segment: SegmentInRange,
	job: Job,
	isShared: boolean,
): Promise<KeptPartial> {
	const known = isShared ? kept([segment], job) : undefined;
	if (known !== undefined) {
		return known;
	}

	const made = computePartial(segment, job);
	if (isShared) {
		keep([segment], made, job);
	}

	await breathe(job.state);
	return made;
}

function computePartial(segment: SegmentInRange, job: Job): KeptPartial {
	const { aggregate, dictionaries, stream, state } = job;
	const counts = new StageCounts();
	const { spending } = state.context;
	const before = spending.used;
	const { result, warnings } = state.warnings.during(() => {
		const { frame, recordCount, pruned } = scanSegment(stream, segment, state, counts);
		return {
			partial: aggregateFrame(frame, aggregate, dictionaries, undefined),
			recordCount,
			prunedCount: pruned ? 1 : 0,
		};
	});
	// Of the texts of this segment only those of its groups are left.
	spending.dropTo(before);
	return {
		...result,
		warnings,
		dictionaries: usedBy(dictionaries),
		counts: counts.entries(),
	};
}

/** Adds what a partial was made of to the counts and warnings of the run. */
function tell(kept: Omit<KeptPartial, 'partial'>, state: RunState): void {
	addCounts(kept.counts, state.counts);
	for (const warning of kept.warnings) {
		state.context.warn(warning);
	}

	state.scanned.recordCount += kept.recordCount;
	state.scanned.prunedSegmentCount += kept.prunedCount;
}

/** What several partials were made of, together. */
class KeptSum {
	readonly #counts = new StageCounts();
	readonly #warnings = new Set<string>();
	#recordCount = 0;
	#prunedCount = 0;

	add({ counts, warnings, recordCount, prunedCount }: Omit<KeptPartial, 'partial'>): void {
		addCounts(counts, this.#counts);
		warnings.forEach(warning => this.#warnings.add(warning));
		this.#recordCount += recordCount;
		this.#prunedCount += prunedCount;
	}

	total() {
		return {
			counts: this.#counts.entries(),
			warnings: [...this.#warnings],
			recordCount: this.#recordCount,
			prunedCount: this.#prunedCount,
		};
	}
}

function addCounts(kept: readonly KeptCount[], counts: StageCounts): void {
	for (const { index, name, rowsIn, rowsOut } of kept) {
		counts.add(index, name, rowsIn, rowsOut);
	}
}
