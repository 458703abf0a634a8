import type { SegmentView } from './segment/view.ts';

/** What the owner of the records knows about them; the store itself knows no field by name. */
export interface RecordSchema {
	readonly timePath: string;
	readonly idPath: string;
	readonly scopePath: string;
	/** Ms since the epoch, or NaN when the text is no time. */
	parseTime(text: string): number;
}

/** One delivered object with the records found in it. */
export interface DeliveredObject {
	/** The bytes that go into the journal. */
	readonly delivered: Uint8Array;
	/** How `delivered` becomes `inflated`. */
	readonly encoding: 'gzip' | 'identity';
	readonly inflated: Uint8Array;
	/** Pairs of start and end (exclusive) offsets into `inflated`, one pair a record. */
	readonly spans: Uint32Array;
	/** The same for every record of the object, e.g. `_sourceCategory`, `_object`. */
	readonly meta: Readonly<Record<string, string | number>>;
	/** Ms since the epoch; given to a record whose own time is missing or unreadable. */
	readonly fallbackTimeMs: number;
}

/** What became of one object's records in an append. */
export interface ObjectOutcome {
	readonly recordCount: number;
	readonly keptCount: number;
	/** Same identity, same content: already there, counted, not kept. */
	readonly duplicateCount: number;
	/** Same identity, other content: kept, and both flagged. */
	readonly conflictCount: number;
	/** Records that got `fallbackTimeMs`. */
	readonly timeGuessedCount: number;
	/** Of all records in the object; NaN when there are none. */
	readonly oldestTimeMs: number;
	readonly newestTimeMs: number;
}

export interface LedgerRow {
	readonly key: string;
	/** JSON value; its shape is the caller's. */
	readonly value: unknown;
}

export interface StoreCounts {
	readonly recordCount: number;
	readonly duplicateCount: number;
	readonly conflictCount: number;
	readonly sealedSegmentCount: number;
	readonly openRowCount: number;
	/** Used pages of the data file in bytes, not the size of the file. */
	readonly usedBytes: number;
}

/** The one writer of a store. */
export interface StoreWriter {
	/**
	 * Keeps the records that are not there yet and writes them with the ledger rows of their
	 * objects in one transaction. Resolves when the transaction is durable.
	 *
	 * @param partition - which open segment to fill: `tail`, or one partition for each day being backfilled,
	 *   so that a segment's time range stays narrow
	 * @param ledgerRows - called once, before the commit, with one outcome an object
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

/** The store at one moment. Stays readable until the reader's next `refresh`. */
export interface StoreSnapshot {
	/** Grows with every commit that changed something a reader can see. */
	readonly version: number;
	/** Sealed segments and the open ones, oldest first by `minTimeMs`. */
	readonly segments: readonly SegmentView[];
	readonly counts: StoreCounts;
}

/** Any number of readers, in any process, follow the writer. */
export interface StoreReader {
	/** Follows the journal and the list of segments; cheap when nothing changed. */
	refresh(): StoreSnapshot;
	ledger(key: string): unknown;
	ledgerRange(from: string, to: string): Iterable<LedgerRow>;
	close(): Promise<void>;
}
