import type { GroupTable } from '../aggregate/group-table.ts';
import type { Partial } from '../aggregate/partial.ts';
import type { StageCount } from '../engine.ts';
import { BoundedCache } from './cache.ts';

/** Aggregates of single segments, for all queries together. */
const partialBytesMax = 64 * 1024 * 1024;
/** Aggregates over many segments at once. */
const mergedBytesMax = 32 * 1024 * 1024;

/** What a query makes of one sealed segment that lies wholly inside its range. */
export interface KeptPartial {
	readonly partial: Partial;
	/** Counts of the search and the stages before the aggregate, by their index. */
	readonly counts: readonly KeptCount[];
	readonly pruned: boolean;
	readonly recordCount: number;
}

export interface KeptCount extends StageCount {
	readonly index: number;
}

/** The merged aggregate of several sealed segments. */
interface KeptMerge {
	readonly table: GroupTable;
	readonly counts: readonly KeptCount[];
	readonly prunedCount: number;
	readonly recordCount: number;
}

export interface PartialCache {
	readonly segments: BoundedCache<KeptPartial>;
	readonly merged: BoundedCache<KeptMerge>;
}

export function createPartialCache(): PartialCache {
	return {
		segments: new BoundedCache(partialBytesMax),
		merged: new BoundedCache(mergedBytesMax),
	};
}
