import { IntelError } from '../errors.ts';
import { indicatorsMax } from '../indicator-list.ts';
import type { Download, DownloadPorts } from './download.ts';
import { getJson } from './download.ts';
import { urlHash } from './feed-state.ts';
import type { FeedState } from './feed-state.ts';
import type { Feed } from './feeds-file.ts';

const accept = { accept: 'application/taxii+json;version=2.1' };
const pageObjects = 1_000;
/** Limits a server whose pages never end. */
const pagesMax = 10_000;

interface Collection {
	readonly id?: string;
	readonly title?: string;
	readonly can_read?: boolean;
}

interface Page {
	readonly more?: boolean;
	readonly next?: string;
	readonly objects?: readonly unknown[];
}

/**
 * Fetches the objects that collections of a TAXII 2.1 server received since the last update, and
 * adds them to the earlier ones, because a new object may refer to an earlier one.
 *
 * @param content - the objects of the last update, as this function returned them
 */
export async function downloadTaxii(
	feed: Feed,
	held: FeedState | undefined,
	content: Uint8Array | undefined,
	ports: DownloadPorts,
): Promise<Download> {
	const objects = new Map(heldObjects(content).map(object => [idOf(object), object]));
	// Without the earlier objects everything is fetched, because the new ones alone would look
	// complete.
	const cursors = content === undefined ? {} : (held?.addedAfter ?? {});
	const addedAfter: Record<string, string> = { ...cursors };
	let newCount = 0;
	for (const url of await collectionUrls(feed, ports)) {
		for await (const page of pagesOf(feed, url, cursors[urlHash(url)], ports)) {
			for (const object of page.objects) {
				addObject(objects, object);
			}

			newCount += page.objects.length;
			checkCount(objects.size);
			if (page.addedLast !== undefined) {
				addedAfter[urlHash(url)] = page.addedLast;
			}
		}
	}

	return newCount === 0 && content !== undefined
		? { kind: 'unchanged', remember: { addedAfter } }
		: {
				kind: 'content',
				bytes: Buffer.from(JSON.stringify({ type: 'bundle', objects: [...objects.values()] })),
				remember: { addedAfter },
				notes: [],
			};
}

function heldObjects(content: Uint8Array | undefined): readonly unknown[] {
	if (content === undefined) {
		return [];
	}

	const { objects } = JSON.parse(new TextDecoder().decode(content)) as Page;
	return objects ?? [];
}

/** Of two versions of an object, the one modified last counts. */
function addObject(objects: Map<string, unknown>, object: unknown): void {
	const known = objects.get(idOf(object));
	if (known === undefined || modifiedOf(object) >= modifiedOf(known)) {
		objects.set(idOf(object), object);
	}
}

function idOf(object: unknown): string {
	return String((object as { readonly id?: unknown } | null)?.id ?? '');
}

function modifiedOf(object: unknown): string {
	return String((object as { readonly modified?: unknown } | null)?.modified ?? '');
}

function checkCount(objectCount: number): void {
	if (objectCount > indicatorsMax) {
		throw new IntelError(
			'feed-too-large',
			`it holds more than ${indicatorsMax.toLocaleString('en')} objects`,
			'name one collection in feeds.yaml',
		);
	}
}

/** The collections to read, found from the URL of a server, an API root or one collection. */
async function collectionUrls(feed: Feed, ports: DownloadPorts): Promise<readonly string[]> {
	const url = feed.url.replace(/\/?$/, '/');
	const { value } = await getJson(feed, url, ports, accept);
	const found = (value ?? {}) as {
		readonly api_roots?: readonly string[];
		readonly default?: string;
		readonly collections?: readonly Collection[];
		readonly versions?: unknown;
		readonly can_read?: boolean;
	};
	if (found.can_read !== undefined) {
		return [url];
	}

	if (found.collections !== undefined) {
		return readable(feed, url, found.collections);
	}

	const root = found.default ?? found.api_roots?.[0];
	if (root === undefined && found.versions === undefined) {
		throw new IntelError(
			'feed-malformed',
			`${url} answers with no TAXII resource`,
			'url is the address of a discovery service, an API root or a collection',
		);
	}

	const collections = new URL('collections/', ownHost(root ?? url, url)).href;
	const listed = await getJson(feed, collections, ports, accept);
	const { collections: all = [] } = (listed.value ?? {}) as {
		readonly collections?: readonly Collection[];
	};
	return readable(feed, collections, all);
}

/**
 * A server may name any URL as its root; keys and requests are sent to the configured host only.
 */
function ownHost(root: string, url: string): string {
	const resolved = new URL(root.replace(/\/?$/, '/'), url);
	if (resolved.origin !== new URL(url).origin) {
		throw new IntelError(
			'feed-refused',
			`the server names an API root on another host: ${resolved.href}`,
			'write that address into feeds.yaml if you trust it',
		);
	}

	return resolved.href;
}

function readable(feed: Feed, base: string, all: readonly Collection[]): readonly string[] {
	const wanted = all.filter(
		({ id, title }) =>
			feed.collection === undefined || id === feed.collection || title === feed.collection,
	);
	const urls = wanted.flatMap(({ id, can_read }) =>
		id === undefined || can_read === false
			? []
			: [new URL(`${encodeURIComponent(id)}/`, base).href],
	);
	if (urls.length === 0) {
		const names = all.map(({ id, title }) => title ?? id).join(', ');
		throw new IntelError(
			'feed-refused',
			feed.collection === undefined
				? 'the server has no collection that may be read'
				: `there is no readable collection "${feed.collection}"`,
			names === '' ? 'check auth_env of this feed' : `the collections: ${names}`,
		);
	}

	return urls;
}

interface ReadPage {
	readonly objects: readonly unknown[];
	/** When the last object of the page was added, as the server reports it. */
	readonly addedLast: string | undefined;
}

async function* pagesOf(
	feed: Feed,
	collection: string,
	addedAfter: string | undefined,
	ports: DownloadPorts,
): AsyncGenerator<ReadPage> {
	let after = addedAfter;
	let next: string | undefined;
	const most = ports.pagesMax ?? pagesMax;
	for (let pages = 0; pages < most; pages++) {
		const url = new URL('objects/', collection);
		url.searchParams.set('limit', String(pageObjects));
		if (after !== undefined) {
			url.searchParams.set('added_after', after);
		}

		if (next !== undefined) {
			url.searchParams.set('next', next);
		}

		const { value, headers } = await getJson(feed, url.href, ports, accept);
		const { more = false, next: following, objects = [] } = (value ?? {}) as Page;
		const addedLast = headers.get('x-taxii-date-added-last') ?? undefined;
		yield { objects, addedLast };
		if (!more) {
			return;
		}

		// A server without `next` is asked for the objects added after the last one.
		if (following === undefined && (addedLast === undefined || addedLast === after)) {
			throw new IntelError(
				'feed-malformed',
				'the server says that there is more, and gives no way to it',
				'tell its owner; what was there before stays',
			);
		}

		next = following;
		after = following === undefined ? addedLast : after;
	}

	throw new IntelError(
		'feed-too-large',
		`after ${most} pages the server says that there is more`,
		'choose a smaller collection; what was there before stays',
	);
}
