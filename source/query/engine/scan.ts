import type { SegmentView } from '../../../store/segment/view.ts';
import type { Plan } from '../plan/plan.ts';
import { filterTime } from './filter-time.ts';
import { Frame } from '../frame/frame.ts';
import { countRows, noRows } from '../frame/rows.ts';
import type { RowStep } from '../stage/stage-spec.ts';
import { startRows } from './row-step.ts';
import { Cancelled } from '../spending.ts';
import type { RunState, StageCounts } from './run-state.ts';
import { compileSearch, type SearchTest } from './search/compile-search.ts';
import { SegmentSource } from './segment-source.ts';

/** The part of a plan that runs once per segment. */
export interface Stream {
	readonly search: SearchTest;
	readonly steps: readonly {
		readonly index: number;
		readonly name: string;
		readonly step: RowStep;
	}[];
}

export function compileStream(plan: Plan, state: RunState): Stream {
	return {
		search: compileSearch(plan.search),
		steps: plan.stream.map(planned => ({
			index: planned.index,
			name: planned.spec.name(planned.stage),
			step: startRows(planned, state.context),
		})),
	};
}

/** Segments that overlap the time range, in the order of the snapshot. */
export interface SegmentInRange {
	readonly view: SegmentView;
	/** Rows of the store before this segment. */
	readonly firstRowNumber: number;
	readonly whole: boolean;
}

/** Skips segments by their zone maps. */
export function segmentsInRange(state: RunState): readonly SegmentInRange[] {
	const { fromMs, toMs } = state.context;
	const inRange: SegmentInRange[] = [];
	let firstRowNumber = 0;
	for (const view of state.snapshot.segments) {
		if (view.rowCount > 0 && view.maxTimeMs >= fromMs && view.minTimeMs < toMs) {
			const whole = view.minTimeMs >= fromMs && view.maxTimeMs < toMs;
			inRange.push({ view, firstRowNumber, whole });
		}

		firstRowNumber += view.rowCount;
	}

	state.scanned.segmentCount += state.snapshot.segments.length;
	state.scanned.prunedSegmentCount += state.snapshot.segments.length - inRange.length;
	return inRange;
}

/**
 * Lets the event loop run, and stops when the caller has cancelled.
 *
 * @throws Cancelled
 */
export async function breathe(state: RunState): Promise<void> {
	await state.parts.pause();
	if (state.signal?.aborted === true) {
		throw new Cancelled();
	}
}

export function newSource(
	{ view, firstRowNumber }: SegmentInRange,
	{ parts, context }: RunState,
): SegmentSource {
	const { segmentCache, derived } = parts;
	return new SegmentSource(view, firstRowNumber, segmentCache, derived, context.spending);
}

/** Runs the search and the row stages on one segment. */
export function scanSegment(
	stream: Stream,
	segment: SegmentInRange,
	state: RunState,
	counts: StageCounts,
): { readonly frame: Frame; readonly recordCount: number; readonly pruned: boolean } {
	const source = newSource(segment, state);
	const inRange = filterTime(source, state.context.fromMs, state.context.toMs);
	const recordCount = countRows(inRange, source.rowCount);
	const found = recordCount === 0 ? noRows : stream.search(source, inRange);
	const foundCount = countRows(found, source.rowCount);
	counts.add(-1, 'search', recordCount, foundCount);
	let frame = new Frame(source, found);
	for (const { index, name, step } of stream.steps) {
		const rowsIn = countRows(frame.rows, frame.rowCount);
		if (rowsIn > 0) {
			frame = step.run(frame);
		}

		counts.add(index, name, rowsIn, countRows(frame.rows, frame.rowCount));
	}

	return { frame, recordCount, pruned: foundCount === 0 };
}
