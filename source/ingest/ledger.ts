import type { LedgerRow } from '../../store/store.ts';
import type { ListedObject } from './source.ts';

/**
 * What became of an object. Only `pending` is not final, but `partial`, `denied` and `gone` are
 * looked at again when there is reason to.
 */
export type ObjectState =
	'ok' | 'partial' | 'quarantined' | 'gone' | 'denied' | 'archived' | 'skipped' | 'pending';

export interface LedgerEntry {
	readonly state: ObjectState;
	readonly etag: string;
	readonly sizeBytes: number;
	readonly lastModifiedMs: number;
	readonly records: number;
	readonly kept: number;
	readonly duplicates: number;
	readonly conflicts: number;
	readonly rejected: number;
	readonly attempts: number;
	/** When this row was written, ms since the epoch. */
	readonly atMs: number;
	/** For a person: why it is not `ok`, or what is odd about it. */
	readonly reason?: string;
	/** Not before this is it tried again, ms since the epoch; absent: never by itself. */
	readonly retryAtMs?: number;
	/** ETags that the same key had before: CloudTrail never rewrites a log. */
	readonly previousEtags?: readonly string[];
	/** Of the inflated bytes, in hex, when hashes are kept. */
	readonly sha256?: string;
	/** Where the rejected pieces are, first ones only: offsets into the inflated bytes. */
	readonly rejectedAt?: readonly (readonly [start: number, end: number, reason: string])[];
	readonly oldestMs?: number;
	readonly newestMs?: number;
}

export const previousEtagsMax = 5;
export const rejectedAtMax = 20;

/** `namespace` is the source's title: two sources may share a store. */
export function objectLedgerKey(namespace: string, key: string): string {
	return `object/${namespace}\n${key}`;
}

/** Reads a row; anything else than a row of ours is as good as none. */
export function toLedgerEntry(value: unknown): LedgerEntry | undefined {
	return typeof value === 'object' && value !== null && 'state' in value && 'etag' in value
		? (value as LedgerEntry)
		: undefined;
}

/** A row without records. */
export function settledEntry(
	object: ListedObject,
	state: ObjectState,
	atMs: number,
	more: Partial<LedgerEntry> = {},
): LedgerEntry {
	return {
		state,
		etag: object.etag,
		sizeBytes: object.sizeBytes,
		lastModifiedMs: object.lastModifiedMs,
		records: 0,
		kept: 0,
		duplicates: 0,
		conflicts: 0,
		rejected: 0,
		attempts: 1,
		atMs,
		...more,
	};
}

const factNames = [
	'records',
	'kept',
	'duplicates',
	'conflicts',
	'rejected',
	'rejectedAt',
	'sha256',
	'oldestMs',
	'newestMs',
] as const satisfies readonly (keyof LedgerEntry)[];

/** What an earlier fetch found in the object: a later one that brings nothing takes none of it away. */
export function factsOf(entry: LedgerEntry): Partial<LedgerEntry> {
	return Object.fromEntries(
		factNames.flatMap(name => (entry[name] === undefined ? [] : [[name, entry[name]]])),
	) as Partial<LedgerEntry>;
}

export function objectRow(namespace: string, key: string, entry: LedgerEntry): LedgerRow {
	return { key: objectLedgerKey(namespace, key), value: entry };
}
