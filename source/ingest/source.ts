/** One object of a listing. */
export interface ListedObject {
	/** The byte-exact key; for a folder, the path below it with `/`. */
	readonly key: string;
	readonly etag: string;
	readonly sizeBytes: number;
	/** Ms since the epoch. */
	readonly lastModifiedMs: number;
	/** The storage class as S3 names it; undefined is STANDARD. */
	readonly storageClass: string | undefined;
	/**
	 * Of an archived object, which keeps its class: `restored` when a copy can be read now, `unknown`
	 * when the listing does not tell, so that a GET decides; absent when there is none.
	 */
	readonly restore?: 'restored' | 'unknown';
	/** Somebody named this very file, so that its contents decide, whatever its name is. */
	readonly isNamed?: true;
}

/** A source of objects: a folder, an S3 bucket, the event history, the example trail. */
export interface ObjectSource {
	/** A title for people: `s3://bucket/prefix`, a path, `example`. */
	readonly title: string;
	/**
	 * Listing the whole source is cheap and any JSON file counts, so no prefixes are discovered.
	 * Default false.
	 */
	readonly listsWhole?: boolean;
	/**
	 * Its objects are windows of a history that is cheapest to read backwards. They fill up by and
	 * by, so one that has changed is no rewritten log, and what is read again is no duplicate.
	 * Default false.
	 */
	readonly hasWindows?: boolean;
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
	/** Folders that the last listing of everything could not go into; absent: it fails instead. */
	deniedFolders?(): readonly string[];
	/** What the last listing passed by, such as `hidden files`, with how many there are. */
	leftAside?(): Readonly<Record<string, number>>;
	/** The next path components below `prefix`, each ending in `/`. */
	folders(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
	/**
	 * The whole body. The caller retries the request.
	 *
	 * @throws SourceError
	 */
	get(object: ListedObject, signal: AbortSignal): Promise<Uint8Array>;
	/**
	 * The object's user metadata, names in lower case without `x-amz-meta-`; absent for sources
	 * without metadata.
	 *
	 * @throws SourceError
	 */
	metadata?(key: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
	/**
	 * The server's time in ms since the epoch, from a `Date` header; undefined before its first
	 * answer.
	 */
	nowMs(): number | undefined;
	/** Announces objects as they are written. Listings continue, to find what it missed. */
	readonly feed?: ObjectFeed;
	/**
	 * Calls back when new objects may have arrived; undefined for sources that can only be polled.
	 */
	watch?(changed: () => void): () => void;
	close(): Promise<void>;
}

/** An object of a notification; only the key is certain. */
export interface AnnouncedObject {
	readonly key: string;
	readonly etag: string | undefined;
	readonly sizeBytes: number | undefined;
	/** Ms since the epoch. */
	readonly writtenMs: number | undefined;
	/** It was archived, and a copy can be read now. */
	readonly isRestored?: boolean;
}

/** One message, which may name several objects. */
export interface Announcement {
	readonly id: string;
	readonly objects: readonly AnnouncedObject[];
}

export interface FeedCounts {
	readonly received: number;
	readonly confirmed: number;
	/** Test events and the like, which name no object; confirmed without a fetch. */
	readonly ignored: number;
	/** Of an unknown form, or about another bucket; left for the dead-letter queue. */
	readonly refused: number;
}

export interface ObjectFeed {
	readonly title: string;
	/**
	 * Waits for messages for some seconds; empty when there were none. They are hidden from other
	 * consumers until the caller confirms or releases each of them, also those that name no object.
	 * When it rejects, none is held.
	 *
	 * @throws SourceError
	 */
	receive(signal: AbortSignal): Promise<readonly Announcement[]>;
	/**
	 * Called only when their records are durable; the messages are then deleted. When it rejects they
	 * are still held, and are to be released.
	 *
	 * @throws SourceError
	 */
	confirm(announcements: readonly Announcement[]): Promise<void>;
	/** The messages will be delivered again. */
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

/** These errors concern the whole source, so the next object is not tried. */
const wholeSourceCodes: ReadonlySet<SourceErrorCode> = new Set([
	'credentials',
	'no-bucket',
	'wrong-region',
]);

export function concernsSource(error: SourceError): boolean {
	return wholeSourceCodes.has(error.code);
}

/** An error with what was tried, what came back, and what to do next. */
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
