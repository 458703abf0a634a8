/**
 * One value of a record: a JSON scalar, or the compact JSON text of an array or object that is
 * stored whole (`[]`, `{}`, and containers beyond the shredder's limits).
 */
export type Cell = string | number | boolean | null;

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Concatenated tokens as UTF-8: the token of code `c` is at `[offsets[c - 1], offsets[c])`. */
export interface TokenBytes {
	readonly bytes: Uint8Array;
	readonly offsets: Uint32Array;
}

/**
 * All values of one path (or of one metadata name) in a segment, read-only.
 *
 * Whatever the column's kind on disk (dictionary, pool, UUIDs, constant), it is read as codes into
 * a list of values, so that a predicate is evaluated once per code and not once per row.
 */
export interface Column {
	/** Path text, see `store/shred/path.ts`; for metadata the bare name. */
	readonly path: string;
	readonly rowCount: number;
	/** Valid codes are `1..valueCount`; code 0 means that the record has nothing at this path. */
	readonly valueCount: number;
	/** True when no two codes have the same token; false for a pool of mostly unique values. */
	readonly distinct: boolean;
	/** Shape `[rowCount]`. Owned by the column; the caller must not write to it. */
	codes(): Codes;
	/** The decoded JSON value of a code; for a container stored whole, its compact JSON text. */
	value(code: number): Cell;
	/** The JSON token of a code exactly as in the record's compact form, with quotes. */
	token(code: number): string;
	/**
	 * All tokens as bytes, for searching many at once. Owned by the column; some columns have none.
	 */
	readonly tokens?: TokenBytes;
}
