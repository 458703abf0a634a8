import { backoffMs } from './backoff.ts';
import { fetchNamed } from './fetch-named.ts';
import { findListed } from './find-listed.ts';
import { objectLedgerKey, toLedgerEntry } from './ledger.ts';
import type { ListingPrefixes } from './listing-prefixes.ts';
import type { AnnouncedObject, Announcement, ListedObject, ObjectFeed } from './source.ts';
import type { PassPorts } from './pass.ts';

const feedBackoff = { baseMs: 1000, delayMax: 60_000 };

/**
 * Fetches what a feed announces until the signal aborts. A message is confirmed only when every
 * object that it names is in the store or final. Otherwise it is delivered again, and after some
 * deliveries the queue moves it to its dead-letter queue.
 */
export async function followFeed(
	feed: ObjectFeed,
	ports: PassPorts,
	listings: ListingPrefixes,
	signal: AbortSignal,
): Promise<void> {
	for (let attempt = 1; !signal.aborted; attempt++) {
		try {
			const announcements = await feed.receive(signal);
			ports.counters.answered('feed');
			if (announcements.length > 0) {
				await take(announcements, feed, ports, listings, signal);
			}

			attempt = 0;
		} catch (error) {
			if (signal.aborted) {
				return;
			}

			ports.counters.error('feed', `read ${feed.title}`, error, ports.clock.nowMs());
			ports.changed();
			await ports.clock.sleep(backoffMs(attempt, ports.random, feedBackoff), signal);
		}
	}
}

async function take(
	announcements: readonly Announcement[],
	feed: ObjectFeed,
	ports: PassPorts,
	listings: ListingPrefixes,
	signal: AbortSignal,
): Promise<void> {
	try {
		const queue = ports.newQueue();
		const gone = new Set<string>();
		const listed: ListedObject[] = [];
		for (const object of announcements.flatMap(announcement => announcement.objects)) {
			const found = await describe(object, ports, signal);
			if (found) {
				listed.push(found);
			} else {
				gone.add(object.key);
			}
		}

		await fetchNamed(ports, listings, listed, { queue, lagSinceMs: 0 }, signal);
		await queue.drain();
		const done = announcements.filter(({ objects }) =>
			objects.every(({ key }) => gone.has(key) || isSettled(key, ports)),
		);
		await feed.confirm(done);
	} finally {
		feed.release(announcements);
	}
}

/** The object as a listing shows it; asks the source when the notification has too little. */
async function describe(
	{ key, etag, sizeBytes, writtenMs, isRestored = false }: AnnouncedObject,
	{ source }: PassPorts,
	signal: AbortSignal,
): Promise<ListedObject | undefined> {
	if (etag !== undefined && sizeBytes !== undefined && writtenMs !== undefined) {
		return { key, etag, sizeBytes, lastModifiedMs: writtenMs, storageClass: undefined };
	}

	const found = await findListed(source, key, signal);
	return found && isRestored ? { ...found, restore: 'restored' } : found;
}

/** Whether the object is in the store, or will never give anything. */
function isSettled(key: string, { writer, source, inFlight }: PassPorts): boolean {
	const entry = toLedgerEntry(writer.ledger(objectLedgerKey(source.title, key)));
	return (
		entry !== undefined &&
		entry.state !== 'pending' &&
		entry.state !== 'denied' &&
		!inFlight.has(key)
	);
}
