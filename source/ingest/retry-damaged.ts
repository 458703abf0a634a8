import { damagedObjects, damagedStates } from './damaged.ts';
import { fetchNamed } from './fetch-named.ts';
import type { ListingPrefixes } from './listing-prefixes.ts';
import type { ListedObject } from './source.ts';
import type { PassPorts } from './pass.ts';

/**
 * Fetches every object of the source that is not whole once more. They are named by the ledger, so
 * that the oldest is tried as well as one that a sweep would list.
 *
 * @returns how many there were
 */
export async function retryDamaged(
	ports: PassPorts,
	listings: ListingPrefixes,
	signal: AbortSignal,
): Promise<number> {
	const { title } = ports.source;
	const listed = damagedObjects(ports.writer)
		.filter(({ namespace }) => namespace === title)
		.map(({ key, entry }): ListedObject => {
			const { etag, sizeBytes, lastModifiedMs } = entry;
			return { key, etag, sizeBytes, lastModifiedMs, storageClass: undefined };
		});
	const queue = ports.newQueue();
	try {
		await fetchNamed(ports, listings, listed, { queue, retryNow: damagedStates }, signal);
	} finally {
		await queue.drain();
	}

	return listed.length;
}
