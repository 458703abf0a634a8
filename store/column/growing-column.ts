import type { ByteSource } from '../shred/bytes.ts';
import type { CodeLog } from './row-codes.ts';
import type { Tokens } from './tokens.ts';

/** A column of an open segment, wherever its values are. */
export interface GrowingColumn extends CodeLog {
	readonly path: string;
	/** Shapes that have this path, ascending. */
	readonly shapes: number[];
	readonly valueCount: number;
	/** Number of values, one per record that has the path. */
	readonly count: number;
	/** Codes above this one were never looked up; Infinity while the column is a dictionary. */
	readonly pooledFrom: number;
	/** Valid until the next call that changes the segment, like `codes`. */
	readonly codes: Uint32Array | Uint16Array;
	readonly approxBytes: number;
	/** The tokens so far, until the next call that changes the segment. */
	borrowTokens(): Tokens;
	/** The tokens so far, which stay as they are. */
	keepTokens(): Tokens;
	/** The code of a token of the record read last, or 0. Only the dictionary is searched. */
	find(source: ByteSource, start: number, length: number, hash: number): number;
}
