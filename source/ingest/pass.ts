import type { StoreWriter } from '../../store/store.ts';
import type { Clock } from './clock.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FetchPorts } from './fetch-object.ts';
import type { Limiter, Priority } from './limiter.ts';
import type { PlannedFetch, PlanRules } from './plan-poll.ts';
import type { ListedObject, ObjectSource } from './source.ts';
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
	readonly changed: () => void;
	/** Keys that some pass is fetching or has not committed yet: the tail and a backfill overlap. */
	readonly inFlight: Set<string>;
	/** A queue of one's own; whoever makes it drains it. */
	readonly newQueue: () => CommitQueue;
}

export interface PassRequest {
	/** Shared by passes that belong together; `runPass` does not drain it. */
	readonly queue: CommitQueue;
	readonly prefix: string;
	readonly startAfter: string | undefined;
	/** Which open segment the object belongs to. */
	readonly partition: (planned: PlannedFetch) => string;
	readonly kept?: (count: number) => void;
	/** Objects written since then tell how late we are; undefined: none does, it is the past. */
	readonly lagSinceMs?: number;
	readonly priority: Priority;
	readonly rules: PlanRules;
	/** Fetches the newest first, which needs the whole listing in memory: at most this many. */
	readonly newestFirstMax?: number;
	/** Instead of a listing: what a notification has named. */
	readonly listed?: readonly ListedObject[];
}

export interface PassResult {
	readonly listedCount: number;
	/** LastModified of the newest object listed; NaN when none was. */
	readonly newestObjectMs: number;
	readonly outsideCount: number;
	/** Failed for now, in this pass or an earlier one. */
	readonly pendingCount: number;
}
