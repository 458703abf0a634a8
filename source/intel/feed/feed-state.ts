import { createHash } from 'node:crypto';
import * as z from 'zod';

/** The state of a feed between two updates, without its indicators. */
const stateSchema = z.object({
	/** `urlHash` of the URL that the state is valid for. */
	urlHash: z.string(),
	/** When the server last sent the feed or said that it is unchanged; ms since the epoch. */
	checkedMs: z.number(),
	etag: z.string().optional(),
	lastModified: z.string().optional(),
	/** TAXII: `added_after` of each collection, by the hash of its URL. */
	addedAfter: z.record(z.string(), z.string()).optional(),
	/** MISP: the timestamp of each event that we have. */
	events: z.record(z.string(), z.string()).optional(),
	failure: z.object({ atMs: z.number(), message: z.string() }).optional(),
});

export type FeedState = z.infer<typeof stateSchema>;

/** SHA-256 of a URL, in hex: a URL may hold a key, and is not kept. */
export function urlHash(url: string): string {
	return createHash('sha256').update(url).digest('hex');
}

/**
 * Parses a state. A damaged one, or one of another URL, gives an empty state, so that everything is
 * fetched again.
 */
export function readFeedState(text: string, url: string): FeedState | undefined {
	try {
		const checked = stateSchema.safeParse(JSON.parse(text));
		return checked.success && checked.data.urlHash === urlHash(url) ? checked.data : undefined;
	} catch {
		return undefined;
	}
}
