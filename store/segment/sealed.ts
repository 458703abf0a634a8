import { BlockReader } from './block-reader.ts';
import type { GroupReader } from './block-reader.ts';
import { BoundedCache } from '../bounded-cache.ts';
import type { DecodedCache } from '../bounded-cache.ts';
import { messageOf } from '../errors.ts';
import { MemoryBudget } from '../memory-budget.ts';
import { RecordsView } from './records-view.ts';
import { SealedData } from './sealed-data.ts';
import { damaged, decodeHeader } from './sealed-format.ts';
import type { SegmentView } from './view.ts';

export type { DecodedCache } from '../bounded-cache.ts';
export type { GroupReader } from './block-reader.ts';
export type { SealedSegment } from './seal.ts';

/** Bytes of the cache of a view that shares none. */
const ownCacheBytesMax = 32 * 1024 * 1024;

/** What a look at all blocks of a sealed segment found. */
export interface SealedCheck {
	readonly rowCount: number;
	/** Ms since the epoch; null in a segment without rows. */
	readonly minTimeMs: number | null;
	readonly maxTimeMs: number | null;
	readonly blockCount: number;
	/** What is wrong with each block that is not what was written. */
	readonly faults: readonly string[];
}

/**
 * Holds every block of a sealed segment against its checksum.
 *
 * @throws StoreError `segment-damaged`, `format-newer`, `format-older` when its header cannot be read
 */
export function checkSealed(header: Uint8Array, readGroup: GroupReader): SealedCheck {
	const { summary, codec, readDirectory } = decodeHeader(header);
	let directory;
	try {
		directory = readDirectory();
	} catch (cause) {
		throw damaged('a segment header', messageOf(cause), cause);
	}

	const { rowCount, minTimeMs, maxTimeMs } = summary;
	const none = new BoundedCache<unknown>(new MemoryBudget(0));
	const blocks = new BlockReader(directory.blocks, codec, readGroup, none, '');
	return {
		rowCount,
		minTimeMs,
		maxTimeMs,
		blockCount: blocks.count,
		faults: blocks.faults(),
	};
}

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
