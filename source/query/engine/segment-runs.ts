import { crc32 } from 'node:zlib';
import type { SegmentInRange } from './scan.ts';

/** Segments whose partials are merged first; the merge is kept as one. */
export interface SegmentRun {
	readonly segments: readonly SegmentInRange[];
	/** Whether it has the same segments whatever the range, as long as these exist. */
	readonly isWhole: boolean;
}

/** A run has about so many segments. */
const runLengthMean = 16;

/**
 * Cuts segments into runs. Where a run ends depends on its last segment alone, so that a range that
 * moves, a new segment or a dropped one changes the runs at their ends and no others.
 *
 * @param segments - in the order of the snapshot
 */
export function segmentRuns(segments: readonly SegmentInRange[]): readonly SegmentRun[] {
	const runs: SegmentRun[] = [];
	let run: SegmentInRange[] = [];
	for (const segment of segments) {
		run.push(segment);
		if (isLast(segment)) {
			// The first run may have begun before the range.
			const isWhole = runs.length > 0 || run[0]?.firstRowNumber === 0;
			runs.push({ segments: run, isWhole });
			run = [];
		}
	}

	return run.length === 0 ? runs : [...runs, { segments: run, isWhole: false }];
}

function isLast({ view }: SegmentInRange): boolean {
	return view.signature !== undefined && crc32(view.signature) % runLengthMean === 0;
}
