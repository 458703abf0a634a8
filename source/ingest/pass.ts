import type { StoreWriter } from '../../store/store.ts';
import type { Clock } from './clock.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FetchPorts } from './fetch-object.ts';
import type { InFlight } from './in-flight.ts';
import type { Limiter, Priority } from './limiter.ts';
import type { PlannedFetch, PlanRules } from './plan-poll.ts';
import type { ListedObject, ObjectSource } from './source.ts';
import type { Trouble } from './trouble.ts';
import type { TailCounters } from './tail-counters.ts';

export interface PassPorts {
	readonly source: ObjectSource;
	readonly writer: StoreWriter;
	readonly clock: Clock;
	readonly random: () => number;
	readonly limiter: Limiter;
	readonly counters: TailCounters;
	readonly fetch: FetchPorts;
	readonly keepHashes: boolean;
	readonly trouble: Trouble;
	/** See `RetryPorts`. */
	readonly patienceMs: number;
	readonly changed: () => void;
	readonly inFlight: InFlight;
	/** Creates a queue; the caller drains it. */
	readonly newQueue: () => CommitQueue;
}

export interface PassRequest {
	/** Shared by related passes; `runPass` does not drain it. */
	readonly queue: CommitQueue;
	readonly prefix: string;
	readonly startAfter: string | undefined;
	/** The partition of the open segment that gets the object's records. */
	readonly partition: (planned: PlannedFetch) => string;
	readonly kept?: (count: number) => void;
	/** Objects written after this count for the lag; undefined: none do, as in a backfill. */
	readonly lagSinceMs?: number;
	readonly priority: Priority;
	readonly rules: PlanRules;
	/**
	 * Fetches the newest first. That needs the whole listing in memory, so at most this many
	 * objects.
	 */
	readonly newestFirstMax?: number;
	/** The objects that a notification named, instead of a listing. */
	readonly listed?: readonly ListedObject[];
}

export interface PassResult {
	readonly listedCount: number;
	/** LastModified of the newest object listed; NaN when none was. */
	readonly newestObjectMs: number;
	readonly outsideCount: number;
	/** See `PollPlan`. */
	readonly laterCount: number;
	/** Failed for now, in this pass or an earlier one; retried later. */
	readonly pendingCount: number;
	/** Keys that another pass was fetching: they may not be in the store yet. */
	readonly elsewhere: readonly string[];
}
