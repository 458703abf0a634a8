import type { RecordIdentity, RecordMeta, SegmentBuilder } from '../segment/segment-builder.ts';
import { inflateEntry } from './journal-entry.ts';
import type { JournalEntry } from './journal-entry.ts';

/**
 * Name of the metadata that marks a record whose identity was there already with different content.
 */
export const conflictMetaName = '_conflict';

export function withConflict(meta: RecordMeta): RecordMeta {
	return { ...meta, [conflictMetaName]: 1 };
}

/**
 * Shreds a journal entry into the builder of its segment, exactly as the writer did.
 *
 * @param added - called for each record with its identity
 * @throws StoreError `journal-damaged`
 */
export function replayEntry(
	entry: JournalEntry,
	builder: SegmentBuilder,
	added?: (identity: RecordIdentity, timeMs: number, row: number) => void,
): void {
	const inflated = inflateEntry(entry);
	const { spans, conflicts, meta, fallbackTimeMs } = entry;
	let conflictMeta: RecordMeta | undefined;
	let nextConflict = 0;
	for (let i = 0; i * 2 < spans.length; i++) {
		let recordMeta = meta;
		if (conflicts[nextConflict] === i) {
			nextConflict += 1;
			recordMeta = conflictMeta ??= withConflict(meta);
		}

		const identity = builder.peek(inflated, spans[i * 2] ?? 0, spans[i * 2 + 1] ?? 0);
		const timeMs = Number.isNaN(identity.timeMs) ? fallbackTimeMs : identity.timeMs;
		const row = builder.commit(recordMeta, timeMs);
		added?.(identity, timeMs, row);
	}
}
