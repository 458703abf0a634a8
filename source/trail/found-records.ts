export type Wrapper = 'Records' | 'list' | 'object' | 'ndjson' | 'none';

/** A piece that is no record. */
export interface RejectedSpan {
	/** Offsets into the bytes that were searched, end exclusive. */
	readonly start: number;
	readonly end: number;
	readonly reason: string;
}

export interface FoundRecords {
	/** What the spans point into: the input itself, or new bytes when records were wrapped in text. */
	readonly bytes: Uint8Array;
	/** Pairs of start and end (exclusive), one pair a record. */
	readonly spans: Uint32Array;
	readonly wrapper: Wrapper;
	/** At most `rejectedMax`; `rejectedCount` says how many there are. */
	readonly rejected: readonly RejectedSpan[];
	readonly rejectedCount: number;
	/** Why all of it is something else than CloudTrail's; then there are no spans. */
	readonly refused: string | undefined;
	/** The document ends before its end. */
	readonly cut: boolean;
}
