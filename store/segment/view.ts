import type { AnyCaseNeedle } from '../column/any-case-needle.ts';
import type { Column, Codes } from '../column/column.ts';

/**
 * A record's keys in order, without values. The compact form of a record is `literals[0] + token[0]
 * + literals[1] + … + token[n-1] + literals[n]`, where token `i` is the record's value in column
 * `leafPaths[i]`.
 */
export interface Shape {
	readonly literals: readonly string[];
	/** Paths of the leaves in record order. */
	readonly leafPaths: readonly string[];
	/**
	 * False when the record cannot be rebuilt from its leaves (duplicate keys, not JSON at all):
	 * `SegmentView.raw` then reads the kept bytes, and the columns may be incomplete.
	 */
	readonly rebuilds: boolean;
}

/** Read access to a snapshot of one segment, sealed or open. */
export interface SegmentView {
	/** Stable for the lifetime of the store. A sealed segment with the same id never changes. */
	readonly id: string;
	readonly sealed: boolean;
	/**
	 * Identifies the content of a sealed segment, also from one process to another; undefined where
	 * nothing may be stored about it.
	 */
	readonly signature: string | undefined;
	/** For an open segment the rows at the moment of the snapshot; later rows are not visible. */
	readonly rowCount: number;
	/** Record times in ms since the epoch, both inclusive. */
	readonly minTimeMs: number;
	readonly maxTimeMs: number;
	/** Shape `[rowCount]`, ms since the epoch. Rows are in arrival order, not in time order. */
	times(): Float64Array;
	/** Shape `[rowCount]`, indexes into `shapes()`. */
	shapeIds(): Codes;
	shapes(): readonly Shape[];
	/**
	 * By index into `shapes()`: 1 for the shapes with a literal that passes; undefined when there is
	 * none. Each literal is tested once, and where none passes no shape is decoded.
	 */
	shapesWith(test: (literal: string) => boolean): Uint8Array | undefined;
	/** Paths with at least one value in this segment. */
	paths(): readonly string[];
	/** The column of an exact path, or undefined when no record here has it. */
	column(path: string): Column | undefined;
	/**
	 * Whether a token at a path may contain the text, ignoring case. True may be wrong; false is
	 * certain. Much cheaper than the column, because nothing is unpacked or cached.
	 */
	mayHold(path: string, needle: AnyCaseNeedle): boolean;
	/**
	 * Rows whose record cannot be rebuilt from its leaves, ascending: what `rebuilds` of their shape
	 * says, without decoding the shapes.
	 */
	unrebuiltRows(): readonly number[];
	/**
	 * Whether some record keeps an array or an object at the path as one text, because it is long:
	 * such a text holds keys that no shape shows and values that have no column. Undefined where
	 * only the column itself tells: in open segments and in sealed ones of the first format.
	 */
	holdsContainers(path: string): boolean | undefined;
	/** A metadata column (`_sourceCategory`, `_receiptTime`, …), or undefined. */
	meta(name: string): Column | undefined;
	metaNames(): readonly string[];
	/**
	 * The containers at a path as compact JSON text, one code per distinct text; undefined when no
	 * record here has an object or array at that path.
	 *
	 * @param rows - ascending; with it, other rows may have code 0 although they have a container
	 */
	container(path: string, rows?: Uint32Array): Column | undefined;
	/** The record's compact form: no white space outside strings, key order and number text kept. */
	raw(row: number): string;
	/** The delivered bytes. */
	delivered(row: number): Uint8Array;
}
