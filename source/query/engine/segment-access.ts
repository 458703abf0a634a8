import type { SegmentView } from '../../../store/segment/view.ts';
import type { Vector } from '../frame/vector.ts';
import type { PathIndex } from './event-field.ts';

/** What the parts of a segment's source need of it and of each other. */
export interface SegmentAccess {
	readonly view: SegmentView;
	readonly rowCount: number;
	/** Shape `[rowCount]`, ms since the epoch. */
	times(): Float64Array;
	/** Rows of records that are not complete in the columns; their raw text decides. */
	slowRows(): readonly number[];
	/** The parsed record of a slow row; undefined when it is not JSON. */
	slowRecord(row: number): unknown;
	/** The value of the record at a path, ignoring case unless `exactOnly`. */
	eventField(name: string, exactOnly?: boolean): Vector;
	/** A metadata column by its name, ignoring case. */
	meta(name: string): Vector | undefined;
	/** Leaf paths that equal `path`, exactly or ignoring case. */
	spellings(path: string, anyCase: boolean): readonly string[];
	paths(): PathIndex;
	/**
	 * A cache key for something about a sealed segment. An open segment still changes, so it has
	 * none.
	 */
	identity(what: string): string | undefined;
	/** Caches a value computed about a sealed segment, from one query to the next. */
	cached<T>(what: string, bytes: number | ((value: T) => number), compute: () => T): T;
	/** The value in the cache, if it is there. */
	peek<T>(what: string): T | undefined;
}
