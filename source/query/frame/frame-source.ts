import type { RecordRef } from '../port.ts';
import type { JsonStep } from '../syntax/tree.ts';
import type { ClockStep } from '../time/time.ts';
import type { Anchor } from './anchor.ts';
import type { Rows } from './rows.ts';
import type { Vector } from './vector.ts';

/**
 * Where the rows of a frame come from: a segment of records, or a table. An engine has its own;
 * stages ask for what they need by name and never see how it is stored.
 */
export interface FrameSource {
	readonly rowCount: number;
	/** Shape `[rowCount]`, ms since the epoch; NaN where a row has no time. */
	times(): Float64Array;
	/** The field of this name, found without regard to case; null in all rows when there is none. */
	field(name: string, rows: Rows): Vector;
	/** Did a stage make this field before the frame began? Only a table has such fields. */
	has(name: string): boolean;
	/**
	 * What each record has at a path of keys and indexes, spelled exactly. Code 0 is "nothing there".
	 *
	 * @param steps - keys and indexes from 0 only, at least one
	 */
	path(steps: readonly JsonStep[]): Vector;
	/**
	 * What `"key":"*"` captures in each record's text; null where it does not match.
	 *
	 * @param key - lower-case
	 */
	anchor(key: string, anchor: Anchor): Vector;
	/** The start of each record's bucket, in ms. */
	timeslice(step: ClockStep, timeZone: string): Vector;
	/** Remembers what was computed about rows that never change. */
	cached<T>(what: string, bytes: number | ((value: T) => number), compute: () => T): T;
	/** What `cached` remembers, if it does. */
	peek<T>(what: string): T | undefined;
	/** Where the record of a row stands; undefined for the row of a table. */
	ref(row: number): RecordRef | undefined;
}
