import { IntelError } from '../errors.ts';
import { contentBytesMax } from '../format/inflate.ts';
import { slimEvent } from '../format/misp.ts';
import type { Download, DownloadPorts } from './download.ts';
import { conditionsOf, getFrom, getJson, validatorsOf } from './download.ts';
import type { FeedState } from './feed-state.ts';
import type { Feed } from './feeds-file.ts';

/** Events of one feed. When there are more, the newest are taken and the others are reported. */
const eventsMax = 20_000;

interface Listed {
	readonly uuid: string;
	readonly timestamp: string;
}

interface HeldEvent {
	readonly Event: { readonly uuid?: string };
}

/**
 * Fetches the events of a MISP feed whose manifest entry changed since the last update.
 *
 * @param content - the events of the last update, as this function returned them
 */
export async function downloadMispFeed(
	feed: Feed,
	held: FeedState | undefined,
	content: Uint8Array | undefined,
	ports: DownloadPorts,
): Promise<Download> {
	const base = feed.url.replace(/manifest\.json$/, '').replace(/\/?$/, '/');
	const manifest = await getFrom(
		feed,
		new URL('manifest.json', base).href,
		ports,
		content === undefined ? {} : conditionsOf(held),
	);
	if (manifest.status === 304) {
		return { kind: 'unchanged', remember: held ?? {} };
	}

	const { listed, leftCount } = readManifest(manifest.bytes, ports.eventsMax ?? eventsMax);
	const heldEvents = eventsOf(content);
	const notes = leftCount > 0 ? [`${leftCount} older events were left out`] : [];
	const events: Record<string, string> = {};
	const parts: string[] = [];
	let byteCount = 0;
	let failedCount = 0;
	for (const { uuid, timestamp } of listed) {
		const old = heldEvents.get(uuid);
		const isHeld = old !== undefined && held?.events?.[uuid] === timestamp;
		const fetched = isHeld ? undefined : await fetchEvent(feed, base, uuid, ports);
		const event = fetched ?? old;
		failedCount += isHeld || fetched !== undefined ? 0 : 1;
		if (event === undefined) {
			continue;
		}

		if (isHeld || fetched !== undefined) {
			events[uuid] = timestamp;
		}

		byteCount += event.length;
		if (byteCount > contentBytesMax) {
			throw new IntelError('feed-too-large', 'its events are too many', 'choose a smaller feed');
		}

		parts.push(event);
	}

	if (failedCount > 0) {
		notes.push(`${failedCount} events of the manifest could not be read`);
	}

	return {
		kind: 'content',
		bytes: Buffer.from(`[${parts.join(',\n')}]`),
		// A failed event is requested again, so the manifest must not count as unchanged then.
		remember: { ...(failedCount > 0 ? {} : validatorsOf(manifest.headers)), events },
		notes,
	};
}

function readManifest(
	bytes: Uint8Array,
	most: number,
): {
	readonly listed: readonly Listed[];
	readonly leftCount: number;
} {
	let manifest: unknown;
	try {
		manifest = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		manifest = undefined;
	}

	if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
		throw new IntelError(
			'feed-malformed',
			'manifest.json is no MISP manifest',
			'url is the folder that holds manifest.json',
		);
	}

	const all = Object.entries(manifest as Readonly<Record<string, { timestamp?: unknown } | null>>)
		.filter(([uuid]) => /^[0-9a-f-]{36}$/i.test(uuid))
		.map(([uuid, entry]): Listed => ({ uuid, timestamp: String(entry?.timestamp ?? '') }))
		.sort((a, b) => Number(b.timestamp) - Number(a.timestamp));
	return { listed: all.slice(0, most), leftCount: Math.max(0, all.length - most) };
}

/** The event’s reduced text; undefined when the server does not have a valid one. */
async function fetchEvent(
	feed: Feed,
	base: string,
	uuid: string,
	ports: DownloadPorts,
): Promise<string | undefined> {
	try {
		const { value } = await getJson(feed, new URL(`${uuid}.json`, base).href, ports);
		const { Event } = (value ?? {}) as { readonly Event?: unknown };
		return Event === undefined
			? undefined
			: JSON.stringify({ Event: { ...(slimEvent(Event) as object), uuid } });
	} catch (error) {
		// A single event may be missing or damaged, but when the server refuses us, no more events
		// are requested.
		if (error instanceof IntelError && ['feed-gone', 'feed-malformed'].includes(error.code)) {
			return undefined;
		}

		throw error;
	}
}

function eventsOf(content: Uint8Array | undefined): ReadonlyMap<string, string> {
	const held =
		content === undefined
			? []
			: (JSON.parse(new TextDecoder().decode(content)) as readonly HeldEvent[]);
	return new Map(held.map(event => [event.Event.uuid ?? '', JSON.stringify(event)]));
}
