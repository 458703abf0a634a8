import type { Prefix } from './prefixes.ts';
import type { FeedCounts } from './source.ts';

/**
 * The status of a tailer as plain data, so that it can be posted to another thread or printed as
 * JSON.
 */
export interface TailStatus {
	/**
	 * `waiting`: the source fails, see `lastError`, and is retried. `done`: a run of `once` has
	 * ended.
	 */
	readonly state: 'idle' | 'discovering' | 'backfilling' | 'live' | 'waiting' | 'done' | 'stopped';
	readonly title: string;
	readonly objects: ObjectCounts;
	/** Records kept, without duplicates. */
	readonly records: number;
	readonly duplicates: number;
	/** Records with the identity of another record but different content; all are kept. */
	readonly conflicts: number;
	/** Rejected pieces of objects that are not records. */
	readonly rejected: number;
	/** Records without a readable time of their own. */
	readonly timeGuessed: number;
	readonly fetchedBytes: number;
	readonly inflatedBytes: number;
	readonly requests: { readonly lists: number; readonly gets: number; readonly retries: number };
	/** The concurrency limit of GET requests, as lowered by throttling. */
	readonly concurrency: number;
	readonly errorCount: number;
	/** Newest first, at most `tailErrorsMax`; equal errors in a row are one entry with a count. */
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
	/**
	 * Prefixes and folders that may not be listed now; at most `prefixesShownMax`.
	 * `deniedPrefixCount` says how many there are.
	 */
	readonly deniedPrefixes: readonly string[];
	readonly deniedPrefixCount: number;
	readonly lastPollMs: number | undefined;
	readonly nextPollMs: number | undefined;
	/** Undefined without a queue. */
	readonly feed: FeedCounts | undefined;
}

/** Objects since this tailer started, by what became of them. */
export interface ObjectCounts {
	readonly listed: number;
	/** Already in the ledger when they were listed. */
	readonly known: number;
	readonly ok: number;
	readonly partial: number;
	readonly quarantined: number;
	/** Of a kind that cannot be read, such as Parquet. */
	readonly unsupported: number;
	readonly gone: number;
	readonly denied: number;
	readonly archived: number;
	/** Failed for now; retried later. */
	readonly pending: number;
	/** Of a kind that is not asked for. */
	readonly unasked: number;
	readonly skipped: number;
	/** Skipped objects by reason: a folder such as `CloudTrail-Digest`, or `before --since`. */
	readonly skippedByFolder: Readonly<Record<string, number>>;
	/** Fetched again because their ETag changed; CloudTrail itself never rewrites a log. */
	readonly rewritten: number;
	/** With bytes other than padding after the end of the compressed stream; they are `partial`. */
	readonly trailing: number;
	/** With an event of a future time. It is kept, but does not count for the lag. */
	readonly ahead: number;
}

/** An error for people: what was tried, what came back, the next step. */
export interface TailError {
	readonly atMs: number;
	readonly code: string;
	readonly tried: string;
	readonly found: string;
	readonly next: string;
	readonly count: number;
}

/** Medians over the newest objects of the tail, in ms; NaN where nothing is known yet. */
export interface Lag {
	/** The delay of CloudTrail: the time in the object's name minus the newest record's time. */
	readonly trailMs: number;
	/** The delay of S3: the object's LastModified minus the time in its name. */
	readonly deliveryMs: number;
	/** Our delay: the commit minus LastModified, on the server's clock. */
	readonly oursMs: number;
	/** From event to commit. */
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
	/** The day being fetched, `2026-03-01`; undefined for a source without days. */
	readonly day: string | undefined;
	readonly daysDone: number;
	readonly dayCount: number;
	readonly objectsDone: number;
	/** Of the days listed so far. */
	readonly objectsListed: number;
	/** Folders whose days are read after those of the others: of none of their days anything is there yet. */
	readonly waitingCount: number;
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
