import type { SegmentView } from './segment/view.ts';

/** What the owner of the records knows about them. The store itself knows no field names. */
export interface RecordSchema {
	readonly timePath: string;
	readonly idPath: string;
	readonly scopePath: string;
	/** Ms since the epoch, or NaN when the text is not a time. */
	parseTime(text: string): number;
	/**
	 * Metadata that marks restated records: another service tells them in words of its own. A
	 * restated record and one of the same identity are one record, whatever their contents; the one
	 * that came first is kept.
	 */
	readonly restatedMeta?: string;
}

/** One delivered object with the records found in it. */
export interface DeliveredObject {
	/** The bytes that are written to the journal. */
	readonly delivered: Uint8Array;
	/** How `delivered` is decoded to `inflated`. */
	readonly encoding: 'gzip' | 'identity';
	readonly inflated: Uint8Array;
	/** Pairs of start and end (exclusive) offsets into `inflated`, one pair a record. */
	readonly spans: Uint32Array;
	/** The same for every record of the object, for example `_sourceCategory`, `_object`. */
	readonly meta: Readonly<Record<string, string | number>>;
	/** Ms since the epoch; given to a record whose own time is missing or unreadable. */
	readonly fallbackTimeMs: number;
}

/** The outcome of one object's records in an append. */
export interface ObjectOutcome {
	readonly recordCount: number;
	readonly keptCount: number;
	/** Same identity and same content, or one of the two is restated: counted, not kept. */
	readonly duplicateCount: number;
	/** Same identity but different content: kept, and both are flagged. */
	readonly conflictCount: number;
	/** Records that got `fallbackTimeMs`. */
	readonly timeGuessedCount: number;
	/** Over all records of the object; NaN when it has none. */
	readonly oldestTimeMs: number;
	readonly newestTimeMs: number;
}

/** Sorts behind every key of a ledger, and so behind whatever follows a prefix: the end of its range. */
export const afterAll = '\u{10FFFF}';

export interface LedgerRow {
	readonly key: string;
	/** A JSON value, of a form that the caller defines. */
	readonly value: unknown;
}

export interface StoreCounts {
	readonly recordCount: number;
	readonly duplicateCount: number;
	readonly conflictCount: number;
	readonly sealedSegmentCount: number;
	readonly openRowCount: number;
	/** Bytes of used pages of the data file, not the size of the file. */
	readonly usedBytes: number;
}

/** The one writer of a store. */
export interface StoreWriter {
	/**
	 * Adds the records that are not in the store yet, and writes them and the ledger rows of their
	 * objects in one transaction. Resolves when the transaction is durable.
	 *
	 * @param partition - the open segment to fill: `tail`, or one partition for each day being
	 *   backfilled, so that a segment's time range stays narrow
	 * @param ledgerRows - called once, before the commit, with one outcome per object
	 */
	append(
		partition: string,
		objects: readonly DeliveredObject[],
		ledgerRows: (outcomes: readonly ObjectOutcome[]) => readonly LedgerRow[],
	): Promise<readonly ObjectOutcome[]>;
	/** Writes ledger rows without records (skipped, quarantined, …). */
	putLedger(rows: readonly LedgerRow[]): Promise<void>;
	/** Undefined when the key was never written. */
	ledger(key: string): unknown;
	/** Rows with `from <= key < to`, in key order (UTF-8 bytes). */
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
	/** Seals every open segment, whatever its size. */
	seal(): Promise<void>;
	counts(): StoreCounts;
	close(): Promise<void>;
}

/** A snapshot of the store. It can be read until the reader's next `refresh`. */
export interface StoreSnapshot {
	/** Grows with every commit that changed something that readers can see. */
	readonly version: number;
	/** Sealed segments and the open ones, oldest first by `minTimeMs`. */
	readonly segments: readonly SegmentView[];
	readonly counts: StoreCounts;
}

/** Follows the writer. There may be any number of readers, in any process. */
export interface StoreReader {
	/** Reads new journal entries and the list of segments; cheap when nothing changed. */
	refresh(): StoreSnapshot;
	ledger(key: string): unknown;
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
	close(): Promise<void>;
}
