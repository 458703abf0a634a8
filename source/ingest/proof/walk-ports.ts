import { kindOfFolder } from '../../trail/log-kinds.ts';
import { parseObjectKey } from '../../trail/object-key.ts';
import { fetchNamed } from '../fetch-named.ts';
import type { ListingPrefixes } from '../listing-prefixes.ts';
import { noteRetry } from '../list-pages.ts';
import type { PassPorts } from '../pass.ts';
import { retrying } from '../retry.ts';
import type { SourceError } from '../source.ts';
import type { WalkPorts } from './chain-walk.ts';
import type { KeyRing } from './key-ring.ts';
import type { ProofBook } from './proof-book.ts';

/** What a walk along a chain of digests needs, over what a tailer has at hand: requests with retries. */
export function walkPorts(
	ports: PassPorts,
	listings: ListingPrefixes,
	{ keys, bucket }: { readonly keys: KeyRing; readonly bucket: string | undefined },
	book: ProofBook,
): WalkPorts {
	const { source, writer, counters } = ports;
	const { metadata } = source;
	const retry = { ...ports, retried: (error: SourceError) => noteRetry(ports, error) };
	return {
		source: {
			list: (prefix, startAfter, signal) => source.list(prefix, startAfter, signal),
			...(metadata === undefined
				? {}
				: {
						metadata: (key, signal) =>
							retrying(() => metadata.call(source, key, signal), retry, signal),
					}),
		},
		namespace: source.title,
		ledger: writer,
		book,
		keys,
		bucket,
		nowMs: () => listings.nowMs(),
		get: (listed, signal) => {
			counters.requests.gets++;
			return retrying(() => source.get(listed, signal), retry, signal);
		},
		fetch: async (listed, signal) => {
			const queue = ports.newQueue();
			await fetchNamed(ports, listings, [listed], { queue }, signal);
			await queue.drain();
		},
		isAsked: key => isAsked(key, listings),
	};
}

/** Whether an object is to be in the store at all. */
function isAsked(key: string, listings: ListingPrefixes): boolean {
	const { folder = '', stampMs } = parseObjectKey(key);
	const { kinds, sinceMs } = listings.rules(Infinity, Infinity);
	const kind = kindOfFolder(folder);
	return kind !== undefined && kinds.has(kind) && stampMs >= sinceMs;
}
