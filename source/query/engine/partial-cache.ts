import type { GroupTable } from './group/group-table.ts';
import type { Partial } from './group/partial.ts';
import { BoundedCache } from '../../../store/index.ts';
import { Dictionaries } from './dictionary/dictionaries.ts';
import type { Dictionary } from './dictionary/dictionary.ts';
import type { KeptCount, KeptRows } from './kept-rows.ts';

/** Bytes for aggregates of single segments, for all queries together. */
const partialBytesMax = 48 * 1024 * 1024;
/** Bytes for merged aggregates of many segments. */
const mergedBytesMax = 32 * 1024 * 1024;
/** Bytes of row numbers and times, for all queries together. */
const rowBytesMax = 16 * 1024 * 1024;
/** Bytes for the dictionaries of values. */
const dictionaryBytesMax = 80 * 1024 * 1024;

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

/** @param bytesMax - limit for all dictionaries together */
export function createPartialCache(bytesMax = dictionaryBytesMax): PartialCache {
	const segments = new BoundedCache<KeptPartial>(partialBytesMax);
	const merged = new BoundedCache<KeptMerge>(mergedBytesMax);
	const rows = new BoundedCache<KeptRows>(rowBytesMax);
	const dictionaries = new Dictionaries(bytesMax, dropped => {
		segments.removeWhere(kept => kept.dictionaries.includes(dropped));
		merged.removeWhere(kept => kept.dictionaries.includes(dropped));
	});
	return { rows, segments, merged, dictionaries };
}
