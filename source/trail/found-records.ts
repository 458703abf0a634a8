export type Wrapper = 'Records' | 'list' | 'object' | 'ndjson' | 'none';

/** Why a piece is no record: no JSON, its end is missing, nested too deep, or something else. */
export type RejectionCause = 'broken' | 'cut' | 'deep' | 'other';

/** A piece of the file that is not a record. */
export interface RejectedSpan {
	/** Offsets into the bytes that were searched, end exclusive. */
	readonly start: number;
	readonly end: number;
	readonly reason: string;
	readonly cause: RejectionCause;
}

export interface FoundRecords {
	/**
	 * The bytes that the spans point into: the input, or new bytes when records were wrapped in
	 * text.
	 */
	readonly bytes: Uint8Array;
	/** Pairs of start and end (exclusive), one pair a record. */
	readonly spans: Uint32Array;
	readonly wrapper: Wrapper;
	/** At most `rejectedMax`; `rejectedCount` is the total. */
	readonly rejected: readonly RejectedSpan[];
	readonly rejectedCount: number;
	/**
	 * Of a file without records: `foreign` when everything in it is known to be something else,
	 * `unsupported` when it may hold records in a form that is not read.
	 */
	readonly kind: 'foreign' | 'unsupported' | undefined;
	/** Why the whole file is not CloudTrail's; then there are no spans. */
	readonly refused: string | undefined;
	/** The document is truncated. */
	readonly cut: boolean;
}
