import { maskedUrl } from '../../text/url.ts';
import { IntelError } from '../errors.ts';
import { judgementOf } from '../indicator.ts';
import type { KeptStore } from '../kept-store.ts';
import type { FeedFormat } from '../read-indicators.ts';
import type { TakenOver } from '../take-over.ts';
import { takeOver } from '../take-over.ts';
import type { FeedCache } from './cache.ts';
import type { Download, DownloadPorts } from './download.ts';
import { downloadDocument } from './download.ts';
import { urlHash } from './feed-state.ts';
import type { FeedState } from './feed-state.ts';
import type { Feed } from './feeds-file.ts';
import { downloadMispFeed } from './misp-feed.ts';
import { downloadTaxii } from './taxii.ts';

export interface UpdatePorts extends DownloadPorts {
	readonly kept: KeptStore;
	readonly cache: FeedCache;
	nowMs(): number;
	/** Indicators of one feed; `indicatorsMax` unless said. */
	readonly countMax?: number;
}

export interface UpdateOptions {
	/** Accept the feed although it shrank, and request it before its interval has passed. */
	readonly accept?: boolean;
}

export type FeedOutcome =
	| ({ readonly kind: 'updated' } & TakenOver)
	/** The server says that the feed has not changed. */
	| { readonly kind: 'unchanged' }
	/** The interval has not passed yet. */
	| { readonly kind: 'waiting'; readonly nextMs: number }
	/** The earlier indicators are kept. */
	| { readonly kind: 'failed'; readonly error: IntelError };

/**
 * Updates one feed. An error outside of the program is returned as an outcome, and nothing changes.
 */
export async function updateFeed(
	feed: Feed,
	ports: UpdatePorts,
	options: UpdateOptions = {},
): Promise<FeedOutcome> {
	const { cache, kept } = ports;
	const held = await cache.state(feed.name, feed.url);
	const nowMs = ports.nowMs();
	const nextMs = (held?.checkedMs ?? Number.NEGATIVE_INFINITY) + feed.interval;
	const isThere = (await kept.names()).includes(feed.name);
	if (nowMs < nextMs && isThere && options.accept !== true) {
		return { kind: 'waiting', nextMs };
	}

	try {
		// Without our copy of the indicators, the answer "unchanged" would leave us with none.
		const base = isThere && options.accept !== true ? held : undefined;
		const content = base === undefined ? undefined : await cache.content(feed.name);
		const download = await downloaded(feed, base, content, ports);
		return await take(feed, download, { nowMs, options, ports });
	} catch (error) {
		if (!(error instanceof IntelError)) {
			throw error;
		}

		await cache.writeState(feed.name, {
			...(held ?? { urlHash: urlHash(feed.url), checkedMs: 0 }),
			failure: { atMs: nowMs, message: error.message },
		});
		return { kind: 'failed', error };
	}
}

async function downloaded(
	feed: Feed,
	held: FeedState | undefined,
	content: Uint8Array | undefined,
	ports: DownloadPorts,
): Promise<Download> {
	switch (feed.format) {
		case 'taxii':
			return await downloadTaxii(feed, held, content, ports);
		case 'misp-feed':
			return await downloadMispFeed(feed, held, content, ports);
		default:
			return await downloadDocument(feed, content === undefined ? undefined : held, ports);
	}
}

interface Taking {
	readonly nowMs: number;
	readonly options: UpdateOptions;
	readonly ports: UpdatePorts;
}

async function take(
	feed: Feed,
	download: Download,
	{ nowMs, options, ports }: Taking,
): Promise<FeedOutcome> {
	const { cache, kept } = ports;
	const { etag, lastModified, addedAfter, events } = download.remember;
	const remember: FeedState = {
		...{ urlHash: urlHash(feed.url), checkedMs: nowMs, etag, lastModified, addedAfter, events },
	};
	if (download.kind === 'unchanged') {
		await cache.writeState(feed.name, remember);
		return { kind: 'unchanged' };
	}

	const format = plainFormat(feed);
	const taken = await takeOver(kept, {
		name: feed.name,
		origin: maskedUrl(feed.url),
		licence: feed.licence,
		bytes: download.bytes,
		defaults: judgementOf(feed.name, {
			confidence: feed.confidence,
			threatType: feed.threat_type,
		}),
		nowMs,
		keepPrivate: feed.keep_private,
		acceptShrink: options.accept === true,
		...(format === undefined ? {} : { format }),
		...(ports.countMax === undefined ? {} : { countMax: ports.countMax }),
	});
	// The copy is written before the state: a state without its copy would fetch only what is
	// newer.
	await cache.writeContent(feed.name, download.bytes);
	await cache.writeState(feed.name, remember);
	return { kind: 'updated', ...taken, notes: [...download.notes, ...taken.notes] };
}

function plainFormat({ format }: Feed): FeedFormat | undefined {
	return format === 'auto' || format === 'taxii' || format === 'misp-feed' ? undefined : format;
}
