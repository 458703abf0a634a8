import type { RecordRef } from '../port.ts';
import type { JsonStep } from '../syntax/tree.ts';
import type { ClockStep } from '../time/time.ts';
import type { Anchor } from './anchor.ts';
import type { ElementNeed } from './element-need.ts';
import type { Rows } from './rows.ts';
import type { Ties } from './ties.ts';
import type { Needle } from './token-search.ts';
import type { Vector } from './vector.ts';

/**
 * Where the rows of a frame come from: a segment of records, or a table. Each engine has its own;
 * stages request fields by name and do not know how they are stored.
 */
export interface FrameSource {
	readonly rowCount: number;
	/**
	 * To be called before each test or extraction of one value.
	 *
	 * @throws Cancelled
	 */
	work(): void;
	/** Shape `[rowCount]`, ms since the epoch; NaN where a row has no time. */
	times(): Float64Array;
	/** What orders rows of one time. */
	ties(): Ties;
	/** The field of this name, ignoring case; null in all rows when there is none. */
	field(name: string, rows: Rows): Vector;
	/** At least the rows whose records have what is needed, and cheaper than from the lists themselves. */
	rowsWithElements(need: ElementNeed, rows: Rows): Rows;
	/**
	 * Whether a stage made this field before the frame was created. Only a table has such fields.
	 */
	has(name: string): boolean;
	/**
	 * The value of each record at an exact path of keys and indexes. Code 0 is "nothing there".
	 *
	 * @param steps - keys and indexes from 0 only, at least one
	 */
	path(steps: readonly JsonStep[]): Vector;
	/** Looks for a text in the tokens of many values at once; undefined where there are none. */
	needle(text: string): Needle | undefined;
	/**
	 * The text that `"key":"*"` captures in each record's text; null without a match.
	 *
	 * @param key - lower-case
	 */
	anchor(key: string, anchor: Anchor): Vector;
	/** The start of each record's bucket, in ms. */
	timeslice(step: ClockStep, timeZone: string): Vector;
	/** Caches a value computed from rows that never change. */
	cached<T>(what: string, bytes: number | ((value: T) => number), compute: () => T): T;
	/** The value in the cache, if it is there. */
	peek<T>(what: string): T | undefined;
	/** Where the record of a row is stored; undefined for the row of a table. */
	ref(row: number): RecordRef | undefined;
}
