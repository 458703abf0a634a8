import type { RecordRef } from '../../query/port.ts';

/** A record that somebody marked. */
export interface Mark {
	/** Of the record, whatever segment it is in. */
	readonly key: string;
	/** What it was: `CreateUser by ada`. */
	readonly title: string;
	/** When it was, ms since the epoch. */
	readonly timeMs: number;
	/** Empty for none. */
	readonly note: string;
	readonly by: string;
	/** When it was marked, ms since the epoch. */
	readonly atMs: number;
	/** Where it is; undefined when it is not in the store. */
	readonly ref: RecordRef | undefined;
}

export interface Marks {
	/** The newest first. */
	readonly marks: readonly Mark[];
	/** Lines of the log that say nothing. */
	readonly oddCount: number;
	/** Marks beyond those that are kept. */
	readonly forgottenCount: number;
}
