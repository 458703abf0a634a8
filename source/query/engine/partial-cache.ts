import type { GroupTable } from './group/group-table.ts';
import type { Partial } from './group/partial.ts';
import { BoundedCache, type MemoryBudget } from '../../../store/index.ts';
import { Dictionaries } from './dictionary/dictionaries.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { KeptCount, KeptRows } from './kept-rows.ts';

/** Running a plan's stages over a segment, in ms for one MiB of result. */
const partialWorth = 100;
/** Merging what is kept of many segments, in ms for one MiB. */
const mergedWorth = 100;
/** The share of the budget that the dictionaries may hold, since all use them. */
const dictionaryShare = 0.4;

interface Numbered {
	/** The dictionaries whose numbers it uses. */
	readonly dictionaries: readonly Dictionary[];
}

/** The cached partial of one sealed segment that lies wholly in the range. */
export interface KeptPartial extends Numbered {
	readonly partial: Partial;
	/** Counts of the search and the stages before the aggregate, by their index. */
	readonly counts: readonly KeptCount[];
	/** Warnings of the stages before the aggregate, to be repeated with the result. */
	readonly warnings: readonly string[];
	/** Segments in which no record was found. */
	readonly prunedCount: number;
	readonly recordCount: number;
}

/** The merged aggregate of several sealed segments. */
interface KeptMerge extends Numbered {
	readonly table: GroupTable;
	readonly counts: readonly KeptCount[];
	readonly warnings: readonly string[];
	readonly prunedCount: number;
	readonly recordCount: number;
}

export interface PartialCache {
	/** Which rows a plan's stages left of a segment. */
	readonly rows: BoundedCache<KeptRows>;
	readonly segments: BoundedCache<KeptPartial>;
	readonly merged: BoundedCache<KeptMerge>;
	/**
	 * The dictionaries of the cached aggregates. When one is evicted, the aggregates that use it
	 * are dropped.
	 */
	readonly dictionaries: Dictionaries;
}

export function createPartialCache(memory: MemoryBudget): PartialCache {
	const segments = new BoundedCache<KeptPartial>(memory, partialWorth);
	const merged = new BoundedCache<KeptMerge>(memory, mergedWorth);
	const rows = new BoundedCache<KeptRows>(memory, partialWorth);
	const dictionaries = new Dictionaries(memory, memory.bytesMax * dictionaryShare, dropped => {
		segments.removeWhere(kept => kept.dictionaries.includes(dropped));
		merged.removeWhere(kept => kept.dictionaries.includes(dropped));
	});
	return { rows, segments, merged, dictionaries };
}
