import * as z from 'zod';

/** What is remembered of a feed between two updates, beside its indicators. */
const stateSchema = z.object({
	/** The state belongs to this address only. */
	url: z.string(),
	/** The last time the server gave the feed or said that it is unchanged. */
	checkedMs: z.number(),
	etag: z.string().optional(),
	lastModified: z.string().optional(),
	/** TAXII: `added_after` of each collection, by its URL. */
	addedAfter: z.record(z.string(), z.string()).optional(),
	/** MISP: the timestamp of each event that is held. */
	events: z.record(z.string(), z.string()).optional(),
	failure: z.object({ atMs: z.number(), message: z.string() }).optional(),
});

export type FeedState = z.infer<typeof stateSchema>;

/** Reads a state; a damaged one, or one of another address, is none: then all is fetched anew. */
export function readFeedState(text: string, url: string): FeedState | undefined {
	try {
		const checked = stateSchema.safeParse(JSON.parse(text));
		return checked.success && checked.data.url === url ? checked.data : undefined;
	} catch {
		return undefined;
	}
}
