/** The status of the sources for the header. */
export interface SourceStatus {
	readonly state: 'connecting' | 'backfilling' | 'live' | 'waiting' | 'idle' | 'done' | 'stopped';
	readonly objectCount: number;
	readonly errorCount: number;
	/** From an event to its record in the store, in ms; undefined before it is known. */
	readonly lagMs: number | undefined;
	/** `backfill 3/14 days`; empty for nothing. */
	readonly detail: string;
	/** Records before this moment may still come, because days before it are being read; ms since the epoch, `Infinity` for all; undefined: none are. */
	readonly readingBeforeMs?: number | undefined;
	/** Undefined before the first status of the source. */
	readonly source?: SourceDetail | undefined;
	/** What the trails of the source do not log; undefined before they were asked. */
	readonly trails?: readonly TrailFlaw[] | undefined;
}

/** What a trail does not log, or that it logs everything, in words. */
export interface TrailFlaw {
	/** The same when it is found again, though its words tell another time. */
	readonly id: string;
	readonly state: 'good' | 'odd' | 'bad';
	readonly found: string;
	/** What to do about it. */
	readonly next?: string | undefined;
}

/** Medians in ms, and the 95th percentile of the total; NaN where nothing is known. */
export interface SourceLag {
	readonly trailMs: number;
	readonly deliveryMs: number;
	readonly oursMs: number;
	readonly totalMs: number;
	readonly totalP95Ms: number;
}

/** One account and region of a source. Times in ms since the epoch. */
export interface SourcePrefix {
	/** `111122223333 eu-west-1`, or the path of the prefix when that names neither. */
	readonly name: string;
	readonly objectCount: number | undefined;
	readonly lastObjectMs: number | undefined;
	readonly lag: SourceLag | undefined;
}

/** The status of the sources for the sources screen. The tailer limits the lengths of the lists. */
export interface SourceDetail {
	readonly title: string;
	/** Objects by what became of them: `ok`, `quarantined`. */
	readonly objects: readonly (readonly [state: string, count: number])[];
	readonly recordCount: number;
	readonly duplicateCount: number;
	readonly rejectedCount: number;
	readonly fetchedBytes: number;
	readonly lag: SourceLag | undefined;
	readonly prefixes: readonly SourcePrefix[];
	/** Of all prefixes, listed or not. */
	readonly prefixCount: number;
	readonly lastPollMs: number | undefined;
	readonly nextPollMs: number | undefined;
	/** Newest first. */
	readonly errors: readonly {
		readonly atMs: number;
		readonly code: string;
		readonly tried: string;
		readonly found: string;
		readonly next: string;
		readonly count: number;
	}[];
}

/** Half-open, ms since the epoch. */
export interface ObjectSpan {
	readonly fromMs: number;
	readonly toMs: number;
	/** That were read whole or in part. */
	readonly objectCount: number;
	/** That may hold records which are not in the store; those read in part are in both counts. */
	readonly lackingCount: number;
	/** Records whose own time cannot be read. */
	readonly untimedCount: number;
}

/** What became of all objects that the store has heard of. */
export interface StoreAccount {
	/** Whose records are in the store, whole or in part. */
	readonly readCount: number;
	/** That may hold records which are not in the store. */
	readonly lackingCount: number;
	/** Folders and prefixes that may not, or could not, be listed. */
	readonly unlistedCount: number;
	/** Records whose own time cannot be read: they stand at the time of their object. */
	readonly untimedCount: number;
	/** A fetch goes on, or was ended in the middle. */
	readonly isFilling: boolean;
	/** Each a count and what it counts: `2 read in part`. */
	readonly words: readonly string[];
	/**
	 * The objects by the times of which they may hold records; those without a time in their names may
	 * hold any.
	 */
	readonly spans: readonly ObjectSpan[];
}

/** Of the oldest and the newest record in the store, ms since the epoch. */
export interface RecordTimes {
	readonly oldestMs: number;
	readonly newestMs: number;
}

/** One object that could not be read, or only in part. */
export interface DamagedObject {
	readonly key: string;
	/** As in the ledger: `partial`, `quarantined`, `denied`, `pending`. */
	readonly state: string;
	/** When it was tried last, ms since the epoch. */
	readonly atMs: number;
	readonly recordCount: number;
	readonly reason: string;
}

export interface DamagedList {
	/** Of all damaged objects, listed or not. */
	readonly count: number;
	readonly objects: readonly DamagedObject[];
}
