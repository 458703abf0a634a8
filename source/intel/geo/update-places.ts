import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IntelError } from '../errors.ts';
import type { FeedCache } from '../feed/cache.ts';
import { urlHash } from '../feed/feed-state.ts';
import { conditionsOf, validatorsOf } from '../feed/download.ts';
import { httpGet } from '../feed/http-get.ts';
import type { GetAnswer } from '../feed/http-get.ts';
import type { Network } from '../feed/reach.ts';
import { inflated } from '../format/inflate.ts';
import { orUndefined, writeWhole } from '../write-whole.ts';
import type { PlaceDatabase } from './place-database.ts';
import { databaseBytesMax, openPlaceDatabase } from './place-database.ts';

export const placeKinds = ['city', 'country', 'asn'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** Where DB-IP publishes its free databases, each month a new one. */
export const placesUrl = 'https://download.db-ip.com/free';
/** The licence requires this text wherever the data is shown. */
export const placesAttribution = 'IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0';

/** A new database that is smaller than this share of the old one is refused. */
const shrinkMax = 0.5;

export interface PlacesPorts {
	/** The folder that is searched for databases. */
	readonly geoDir: string;
	readonly cache: FeedCache;
	readonly signal?: AbortSignal;
	/** The network of the system unless said. */
	readonly network?: Network;
	nowMs(): number;
}

export type PlacesOutcome =
	| {
			readonly kind: 'updated';
			readonly file: string;
			readonly type: string;
			readonly builtMs: number;
	  }
	| { readonly kind: 'unchanged'; readonly file: string }
	| { readonly kind: 'failed'; readonly error: IntelError };

/**
 * Fetches a database of places: this month’s, or last month’s when this month’s is not published
 * yet. After an error the existing database stays.
 *
 * @param base - the URL of the folder of monthly files, or of one `.mmdb` or `.mmdb.gz`
 */
export async function updatePlaces(
	kind: PlaceKind,
	base: string,
	ports: PlacesPorts,
): Promise<PlacesOutcome> {
	const { pathname } = new URL(base);
	const name = isDatabaseFile(base)
		? (pathname.split('/').at(-1) ?? '')
				.replace(/(?:-\d{4}-\d\d)?\.mmdb(?:\.gz)?$/, '')
				.replaceAll(/[^\w.-]/g, '-')
		: `dbip-${kind}-lite`;
	const file = join(ports.geoDir, `${name}.mmdb`);
	try {
		const urls = monthlyUrls(kind, base, ports.nowMs());
		const { url, answer } = await firstThere(urls, name, file, ports);
		if (answer.status === 304) {
			return { kind: 'unchanged', file };
		}

		const bytes = inflated(answer.bytes, databaseBytesMax);
		const database = openAnswer(bytes, url, answer);
		await checkSize(file, bytes.byteLength);
		await writeWhole(file, [bytes]);
		const { etag, lastModified } = validatorsOf(answer.headers);
		await ports.cache.writeState(name, {
			...{ urlHash: urlHash(url), checkedMs: ports.nowMs(), etag, lastModified },
		});
		return { kind: 'updated', file, type: database.type, builtMs: database.builtMs };
	} catch (error) {
		if (error instanceof IntelError) {
			return { kind: 'failed', error };
		}

		throw error;
	}
}

/** Errors of the parser may quote what a server sent, so they are not told. */
function openAnswer(bytes: Uint8Array, url: string, { about }: GetAnswer): PlaceDatabase {
	try {
		return openPlaceDatabase(bytes, url);
	} catch {
		throw new IntelError(
			'place-data-unusable',
			`${url} answers ${about}, which is no MaxMind-format database`,
			'give the address of an .mmdb file with --url',
		);
	}
}

/** Whether a URL names one database, and no folder of monthly ones. */
export function isDatabaseFile(url: string): boolean {
	return /\.mmdb(\.gz)?$/.test(new URL(url).pathname);
}

/** The URLs to try, in order. */
export function monthlyUrls(kind: PlaceKind, base: string, nowMs: number): readonly string[] {
	if (isDatabaseFile(base)) {
		return [base];
	}

	const now = new Date(nowMs);
	return [0, 1].map(monthsBack => {
		const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsBack, 1));
		const url = new URL(base);
		url.pathname = `${url.pathname.replace(/\/+$/, '')}/dbip-${kind}-lite-${month.toISOString().slice(0, 7)}.mmdb.gz`;
		return url.href;
	});
}

async function firstThere(
	urls: readonly string[],
	name: string,
	file: string,
	ports: PlacesPorts,
): Promise<{ readonly url: string; readonly answer: GetAnswer }> {
	const isThere = (await orUndefined(stat(file))) !== undefined;
	let gone: IntelError | undefined;
	for (const url of urls) {
		const held = isThere ? await ports.cache.state(name, url) : undefined;
		try {
			const answer = await httpGet({
				url,
				headers: conditionsOf(held),
				bytesMax: databaseBytesMax,
				network: ports.network,
				...(ports.signal === undefined ? {} : { signal: ports.signal }),
			});
			return { url, answer };
		} catch (error) {
			if (!(error instanceof IntelError) || error.code !== 'feed-gone') {
				throw error;
			}

			gone = error;
		}
	}

	throw new IntelError(
		'feed-gone',
		`${gone?.found ?? 'nothing is there'} for ${urls.join(' and ')}`,
		'give the address of a database with --url, or a file with --geo',
	);
}

async function checkSize(file: string, byteCount: number): Promise<void> {
	const before = await orUndefined(stat(file));
	if (before !== undefined && byteCount < before.size * (1 - shrinkMax)) {
		throw new IntelError(
			'feed-implausible',
			`it shrank from ${before.size.toLocaleString('en')} to ${byteCount.toLocaleString('en')} bytes`,
			`nothing was taken over; if that is right, remove ${file} and try again`,
		);
	}
}

/** Opens a database of the folder. */
export async function readPlaceDatabase(file: string): Promise<PlaceDatabase> {
	return openPlaceDatabase(await readFile(file), file);
}
