import type { SegmentView } from '../../../store/segment/view.ts';
import type { Vector } from '../frame/vector.ts';
import type { PathIndex } from './event-field.ts';

/** What the parts of a segment's source need of it and of each other. */
export interface SegmentAccess {
	readonly view: SegmentView;
	readonly rowCount: number;
	/** Shape `[rowCount]`, ms since the epoch. */
	times(): Float64Array;
	/** Rows of records that their columns do not tell completely: there the raw text decides. */
	slowRows(): readonly number[];
	/** The parsed record of a slow row, or undefined when it is no JSON. */
	slowRecord(row: number): unknown;
	/** What the record has at a path; without regard to case unless `exactOnly`. */
	eventField(name: string, exactOnly?: boolean): Vector;
	/** A metadata column by its name, without regard to case. */
	meta(name: string): Vector | undefined;
	/** Leaf paths that equal `path`, in any case or exactly. */
	spellings(path: string, anyCase: boolean): readonly string[];
	paths(): PathIndex;
	/** Names something about a sealed segment; an open one has no identity: it still changes. */
	identity(what: string): string | undefined;
	/** Remembers what was computed about a sealed segment from one query to the next. */
	cached<T>(what: string, bytes: number | ((value: T) => number), compute: () => T): T;
	/** What `cached` remembers, if it does. */
	peek<T>(what: string): T | undefined;
}
