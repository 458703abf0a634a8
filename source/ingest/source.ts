/** One object as a listing shows it. */
export interface ListedObject {
	/** Byte-exact key; for a folder the path below it, with `/`. */
	readonly key: string;
	readonly etag: string;
	readonly sizeBytes: number;
	/** Ms since the epoch. */
	readonly lastModifiedMs: number;
	/** As S3 names it; undefined is STANDARD. */
	readonly storageClass: string | undefined;
}

/** Where objects come from: a folder, an S3 bucket, the example trail. */
export interface ObjectSource {
	/** For people: `s3://bucket/prefix`, a path, `example`. */
	readonly title: string;
	/**
	 * Listing all of it is cheap, and any JSON file in it counts: no prefixes are looked for. False
	 * when absent.
	 */
	readonly listsWhole?: boolean;
	/**
	 * Objects under `prefix` whose key sorts after `startAfter` (UTF-8 byte order), page by page.
	 *
	 * @throws SourceError
	 */
	list(
		prefix: string,
		startAfter: string | undefined,
		signal: AbortSignal,
	): AsyncIterable<readonly ListedObject[]>;
	/** The next path components below `prefix`, each ending in `/`. */
	folders(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
	/**
	 * The whole body, retried as one unit by the caller.
	 *
	 * @throws SourceError
	 */
	get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array>;
	/**
	 * The object's user metadata, names in lower case without `x-amz-meta-`; absent where files
	 * have none.
	 *
	 * @throws SourceError
	 */
	metadata?(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
	/** The source's own clock in ms (a server's `Date` header); undefined until it answered once. */
	nowMs(): number | undefined;
	/** Announces objects as they are written; the listings go on, for what it misses. */
	readonly feed?: ObjectFeed;
	/** Calls back when something may have arrived; undefined where only polling helps. */
	watch?(changed: () => void): () => void;
	close(): Promise<void>;
}

/** An object as a notification names it: little but the key is certain. */
export interface AnnouncedObject {
	readonly key: string;
	readonly etag: string | undefined;
	readonly sizeBytes: number | undefined;
	/** Ms since the epoch. */
	readonly writtenMs: number | undefined;
}

/** One message; it may name several objects. */
export interface Announcement {
	readonly id: string;
	readonly objects: readonly AnnouncedObject[];
}

export interface FeedCounts {
	readonly received: number;
	readonly confirmed: number;
	/** Test events and the like: confirmed unread. */
	readonly ignored: number;
	/** Of no known form, or of a bucket that is not ours: left for the dead-letter queue. */
	readonly refused: number;
}

export interface ObjectFeed {
	readonly title: string;
	/**
	 * Waits for messages for some seconds; empty when there were none. They stay ours until they
	 * are confirmed or released.
	 *
	 * @throws SourceError
	 */
	receive(signal: AbortSignal): Promise<readonly Announcement[]>;
	/** Only after their records are durable: then they do not come again. */
	confirm(announcements: readonly Announcement[]): Promise<void>;
	/** They will come again. */
	release(announcements: readonly Announcement[]): void;
	counts(): FeedCounts;
	close(): Promise<void>;
}

export type SourceErrorCode =
	| 'not-found'
	| 'changed'
	| 'denied'
	| 'denied-kms'
	| 'archived'
	| 'throttled'
	| 'network'
	| 'timeout'
	| 'credentials'
	| 'no-bucket'
	| 'wrong-region'
	| 'damaged'
	| 'other';

/** These concern the whole source: no use in asking it for the next object. */
const wholeSourceCodes: ReadonlySet<SourceErrorCode> = new Set([
	'credentials',
	'no-bucket',
	'wrong-region',
]);

export function concernsSource(error: SourceError): boolean {
	return wholeSourceCodes.has(error.code);
}

/** What was tried, what came back, and what to do next. */
export class SourceError extends Error {
	override readonly name = 'SourceError';
	readonly code: SourceErrorCode;
	readonly next: string;

	constructor(code: SourceErrorCode, found: string, next: string, options?: ErrorOptions) {
		super(found, options);
		this.code = code;
		this.next = next;
	}
}
