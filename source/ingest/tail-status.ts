import type { Prefix } from './prefixes.ts';
import type { FeedCounts } from './source.ts';

/** What a tailer is doing, as plain data: it can be posted to another thread or printed as JSON. */
export interface TailStatus {
	/**
	 * `waiting`: the source does not answer as it should, see `lastError`; it is tried again.
	 * `done`: a backfill that ends has ended.
	 */
	readonly state: 'idle' | 'discovering' | 'backfilling' | 'live' | 'waiting' | 'done' | 'stopped';
	readonly title: string;
	readonly objects: ObjectCounts;
	/** Records kept, that is without duplicates. */
	readonly records: number;
	readonly duplicates: number;
	/** Records with the identity of another one but other content; all are kept. */
	readonly conflicts: number;
	/** Pieces of objects that are no records and were not kept. */
	readonly rejected: number;
	/** Records without a readable time of their own. */
	readonly timeGuessed: number;
	readonly fetchedBytes: number;
	readonly inflatedBytes: number;
	readonly requests: { readonly lists: number; readonly gets: number; readonly retries: number };
	/** GET requests that may run at once, as throttling left it. */
	readonly concurrency: number;
	readonly errorCount: number;
	/** Newest first, at most `tailErrorsMax`; equal ones in a row are one with a count. */
	readonly errors: readonly TailError[];
	/** Undefined once the source answers again. */
	readonly lastError: TailError | undefined;
	readonly lag: Lag | undefined;
	/** Newest activity first, at most `lagPrefixesMax`. */
	readonly lagByPrefix: readonly PrefixLag[];
	readonly backfill: BackfillProgress | undefined;
	/** At most `prefixesShownMax`, in key order; `prefixCount` says how many there are. */
	readonly prefixes: readonly PrefixStatus[];
	readonly prefixCount: number;
	readonly lastPollMs: number | undefined;
	readonly nextPollMs: number | undefined;
	/** Undefined without a queue. */
	readonly feed: FeedCounts | undefined;
}

/** Objects by what became of them since this tailer started. */
export interface ObjectCounts {
	readonly listed: number;
	/** In the ledger already when they were listed. */
	readonly known: number;
	readonly ok: number;
	readonly partial: number;
	readonly quarantined: number;
	readonly gone: number;
	readonly denied: number;
	readonly archived: number;
	/** Failed for now, tried again later. */
	readonly pending: number;
	readonly skipped: number;
	/** Why objects were left alone: a folder such as `CloudTrail-Digest`, or `before --since`. */
	readonly skippedByFolder: Readonly<Record<string, number>>;
	/** Fetched again because their ETag changed: CloudTrail itself never does that. */
	readonly rewritten: number;
	/** With bytes after the end of the compressed stream. */
	readonly trailing: number;
	/** With an event of a time that has not come yet: it is kept, and no lag is made of it. */
	readonly ahead: number;
}

/** One line for a person: what was tried, what came back, the next step. */
export interface TailError {
	readonly atMs: number;
	readonly code: string;
	readonly tried: string;
	readonly found: string;
	readonly next: string;
	readonly count: number;
}

/** Medians over the last objects of the tail, in ms. NaN where nothing is known yet. */
export interface Lag {
	/** CloudTrail's part: the time in the object's name less the newest record's time. */
	readonly trailMs: number;
	/** S3's part: the object's LastModified less the time in its name. */
	readonly deliveryMs: number;
	/** Ours: commit less LastModified, on the server's clock. */
	readonly oursMs: number;
	/** The three together. */
	readonly totalMs: number;
	readonly totalP95Ms: number;
}

export interface PrefixLag extends Lag {
	readonly account: string;
	readonly region: string;
	readonly objects: number;
	/** NaN before the first record. */
	readonly newestEventMs: number;
	/** LastModified of the newest object, ms since the epoch. */
	readonly lastObjectMs: number;
}

export interface BackfillProgress {
	/** The day at work, `2026-03-01`, or undefined for a source without days. */
	readonly day: string | undefined;
	readonly daysDone: number;
	readonly dayCount: number;
	readonly objectsDone: number;
	/** Of the days listed so far. */
	readonly objectsListed: number;
	readonly done: boolean;
}

export interface PrefixStatus extends Prefix {
	readonly lastPollMs: number | undefined;
	/** LastModified of the newest object seen, ms since the epoch. */
	readonly lastObjectMs: number | undefined;
}

export const tailErrorsMax = 50;
export const lagPrefixesMax = 200;
export const prefixesShownMax = 200;
