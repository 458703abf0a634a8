import type { CommitQueue } from './commit-queue.ts';
import type { ObjectState } from './ledger.ts';
import type { ListingPrefixes } from './listing-prefixes.ts';
import type { ListedObject } from './source.ts';
import { runPass } from './tail-pass.ts';
import type { PassPorts } from './pass.ts';
import { tailPartition } from './tail-plan.ts';

export interface FetchNamedOptions {
	/** The creator of the queue drains it. */
	readonly queue: CommitQueue;
	/** States that are retried now, before their retry time; default none. */
	readonly retryNow?: ReadonlySet<ObjectState>;
	/** See `PassRequest`. */
	readonly lagSinceMs?: number;
}

/**
 * Fetches objects given by name, of any age, and queues them for a commit.
 *
 * @throws as `runPass`
 */
export async function fetchNamed(
	ports: PassPorts,
	listings: ListingPrefixes,
	listed: readonly ListedObject[],
	options: FetchNamedOptions,
	signal: AbortSignal,
): Promise<void> {
	const { queue, retryNow, lagSinceMs } = options;
	await runPass(
		ports,
		{
			queue,
			prefix: '',
			startAfter: undefined,
			listed,
			partition: planned => tailPartition(planned.parsed, listings.nowMs()),
			priority: 'tail',
			...(lagSinceMs === undefined ? {} : { lagSinceMs }),
			rules: listings.rules(Infinity, 0, retryNow),
		},
		signal,
	);
}
