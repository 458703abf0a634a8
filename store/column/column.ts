/**
 * One value of a record: a JSON scalar, or the compact JSON text of an array or object that is
 * kept whole (`[]`, `{}`, and containers beyond the shredder's limits).
 */
export type Cell = string | number | boolean | null;

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Tokens one after another as UTF-8: code `c` is the text at `[offsets[c - 1], offsets[c])`. */
export interface TokenBytes {
	readonly bytes: Uint8Array;
	readonly offsets: Uint32Array;
}

/**
 * All values of one path (or of one metadata name) in a segment, read-only.
 *
 * Whatever the column's kind on disk (dictionary, pool, UUIDs, constant), it reads as codes into
 * a list of values: a predicate is asked once per code, never once per row.
 */
export interface Column {
	/** Path text, see `store/shred/path.ts`; for metadata the bare name. */
	readonly path: string;
	readonly rowCount: number;
	/** Valid codes are `1..valueCount`; code 0 means that the record has nothing at this path. */
	readonly valueCount: number;
	/** True when no two codes hold the same token. A pool of mostly unique values says false. */
	readonly distinct: boolean;
	/** Shape `[rowCount]`. Owned by the column: readers never write into it. */
	codes(): Codes;
	/** The decoded JSON value of a code; a container kept whole is its compact JSON text. */
	value(code: number): Cell;
	/** The JSON token of a code exactly as it stands in the record's compact form, quotes included. */
	token(code: number): string;
	/** All tokens as bytes, for looking at many at once; owned by the column. Some columns have none. */
	readonly tokens?: TokenBytes;
}
