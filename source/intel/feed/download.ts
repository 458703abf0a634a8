import { IntelError } from '../errors.ts';
import type { FeedState } from './feed-state.ts';
import type { Feed } from './feeds-file.ts';
import type { GetAnswer } from './http-get.ts';
import type { Network } from './reach.ts';
import { httpGet } from './http-get.ts';

/** The ports of a download. */
export interface DownloadPorts {
	/** The environment variables that contain keys. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly signal?: AbortSignal;
	readonly bytesMax?: number;
	readonly silenceMsMax?: number;
	/** The network of the system unless said. */
	readonly network?: Network;
	/** Of one collection of TAXII. */
	readonly pagesMax?: number;
	/** Of one MISP feed; the newest count. */
	readonly eventsMax?: number;
}

/** The outcome of a download, compared with the last one. */
export type Download =
	| { readonly kind: 'unchanged'; readonly remember: Remembered }
	| {
			readonly kind: 'content';
			/** The whole feed, in a form that `readIndicators` reads. */
			readonly bytes: Uint8Array;
			readonly remember: Remembered;
			/** Problems with parts of the feed, one line each. */
			readonly notes: readonly string[];
	  };

/** The data for the next request. */
export type Remembered = Pick<FeedState, 'etag' | 'lastModified' | 'addedAfter' | 'events'>;

/** Fetches one document, unless it has not changed. */
export async function downloadDocument(
	feed: Feed,
	held: FeedState | undefined,
	ports: DownloadPorts,
): Promise<Download> {
	const answer = await getFrom(feed, feed.url, ports, conditionsOf(held));
	if (answer.status === 304) {
		return { kind: 'unchanged', remember: held ?? {} };
	}

	refusePage(answer);
	return {
		kind: 'content',
		bytes: answer.bytes,
		remember: validatorsOf(answer.headers),
		notes: [],
	};
}

/** Refuses what cannot be a feed: a page for a browser, a picture. A list may be called text/html. */
function refusePage({ bytes, headers, about }: GetAnswer): void {
	const type = headers.get('content-type') ?? '';
	const start = new TextDecoder('latin1').decode(bytes.subarray(0, pageBytesRead)).trimStart();
	const isPage = /^<(?:!doctype html|html|head|body|!--)/i.test(start);
	if (isPage || /^(?:image|audio|video|font)\//i.test(type)) {
		throw new IntelError(
			'feed-malformed',
			`the server answers ${about}, which is ${isPage ? 'a web page' : 'no list'}`,
			'check url and format of this feed in feeds.yaml',
		);
	}
}

/** Bytes in which a page shows itself. */
const pageBytesRead = 512;

/** Request headers that ask for a document only if it has changed. */
export function conditionsOf(held: Remembered | undefined): Readonly<Record<string, string>> {
	return {
		...(held?.etag === undefined ? {} : { 'if-none-match': held.etag }),
		...(held?.lastModified === undefined ? {} : { 'if-modified-since': held.lastModified }),
	};
}

export function validatorsOf(headers: Headers): Remembered {
	const etag = headers.get('etag');
	const lastModified = headers.get('last-modified');
	return {
		...(etag === null ? {} : { etag }),
		...(lastModified === null ? {} : { lastModified }),
	};
}

/** One GET request with the feed’s key. */
export async function getFrom(
	feed: Feed,
	url: string,
	ports: DownloadPorts,
	headers: Readonly<Record<string, string>> = {},
): Promise<GetAnswer> {
	const { env, signal, bytesMax, silenceMsMax, network } = ports;
	const secretHeaders = keyHeaders(feed, env);
	return await httpGet({ url, headers, secretHeaders, signal, bytesMax, silenceMsMax, network });
}

/** Fetches JSON. */
export async function getJson(
	feed: Feed,
	url: string,
	ports: DownloadPorts,
	headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly value: unknown; readonly headers: Headers }> {
	const answer = await getFrom(feed, url, ports, headers);
	try {
		const value: unknown = JSON.parse(new TextDecoder().decode(answer.bytes));
		return { value, headers: answer.headers };
	} catch {
		throw new IntelError(
			'feed-malformed',
			`${url} answers ${answer.about}, which is no JSON`,
			'check url and format of this feed in feeds.yaml',
		);
	}
}

function keyHeaders(feed: Feed, env: DownloadPorts['env']): Readonly<Record<string, string>> {
	if (feed.auth_env === undefined) {
		return {};
	}

	const key = env[feed.auth_env];
	if (key === undefined || key === '') {
		throw new IntelError(
			'feed-auth',
			`the environment variable ${feed.auth_env} is not set`,
			`set it to ${feed.auth === 'basic' ? 'user:password' : 'the key'} of this feed`,
		);
	}

	switch (feed.auth) {
		case 'bearer':
			return { authorization: `Bearer ${key}` };
		case 'basic':
			return { authorization: `Basic ${Buffer.from(key).toString('base64')}` };
		case 'header':
			return { [feed.auth_header]: key };
	}
}
