import { damagedObjects, damagedStates } from './damaged.ts';
import { fetchNamed } from './fetch-named.ts';
import type { ListingPrefixes } from './listing-prefixes.ts';
import type { ListedObject } from './source.ts';
import type { PassPorts } from './pass.ts';

/**
 * Fetches every damaged object of the source again. The ledger names them, so that also those are
 * tried that are too old for a sweep.
 *
 * @returns number of damaged objects
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
