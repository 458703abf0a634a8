import type { GroupReader } from './block-reader.ts';
import { BoundedCache } from '../bounded-cache.ts';
import type { DecodedCache } from '../bounded-cache.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { RecordsView } from './records-view.ts';
import { SealedData } from './sealed-data.ts';
import { decodeHeader } from './sealed-format.ts';
import type { SegmentView } from './view.ts';

export type { DecodedCache } from '../bounded-cache.ts';
export type { SealedSegment } from './seal.ts';

/** Bytes of the cache of a view that shares none. */
const ownCacheBytesMax = 32 * 1024 * 1024;

/**
 * Opens a sealed segment. Only the header is read at first; a column is read when it is asked for.
 *
 * @param header - owned by the view from now on
 * @param cache - remembers decoded columns; ids of segments in one cache are distinct
 * @throws StoreError `segment-damaged`, `format-newer`, `format-unknown`; so do all methods of the
 *   view when what they read turns out to be damaged
 */
export function openSealed(
	header: Uint8Array,
	readGroup: GroupReader,
	cache: DecodedCache = new BoundedCache<unknown>(new MemoryBudget(ownCacheBytesMax)),
): SegmentView {
	return new RecordsView(new SealedData(decodeHeader(header), readGroup, cache));
}
