import type { GroupTable } from './group/group-table.ts';
import type { Partial } from './group/partial.ts';
import type { StageCount } from '../port.ts';
import { BoundedCache } from '../../../store/index.ts';
import { Dictionaries } from './dictionary/dictionaries.ts';
import type { Dictionary } from './dictionary/dictionary.ts';

/** Aggregates of single segments, for all queries together. */
const partialBytesMax = 48 * 1024 * 1024;
/** Aggregates over many segments at once. */
const mergedBytesMax = 32 * 1024 * 1024;
/** The values that aggregates tell apart, once each. */
const dictionaryBytesMax = 80 * 1024 * 1024;

interface Numbered {
	/** Dictionaries whose numbers it holds. */
	readonly dictionaries: readonly Dictionary[];
}

/** What a query makes of one sealed segment that lies wholly inside its range. */
export interface KeptPartial extends Numbered {
	readonly partial: Partial;
	/** Counts of the search and the stages before the aggregate, by their index. */
	readonly counts: readonly KeptCount[];
	/** Of the stages before the aggregate, to be given again with it. */
	readonly warnings: readonly string[];
	readonly pruned: boolean;
	readonly recordCount: number;
}

export interface KeptCount extends StageCount {
	readonly index: number;
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
	readonly segments: BoundedCache<KeptPartial>;
	readonly merged: BoundedCache<KeptMerge>;
	/** What they are numbered by; aggregates go with a dictionary that is let go. */
	readonly dictionaries: Dictionaries;
}

/** @param bytesMax - of all dictionaries together */
export function createPartialCache(bytesMax = dictionaryBytesMax): PartialCache {
	const segments = new BoundedCache<KeptPartial>(partialBytesMax);
	const merged = new BoundedCache<KeptMerge>(mergedBytesMax);
	const dictionaries = new Dictionaries(bytesMax, dropped => {
		segments.removeWhere(kept => kept.dictionaries.includes(dropped));
		merged.removeWhere(kept => kept.dictionaries.includes(dropped));
	});
	return { segments, merged, dictionaries };
}
