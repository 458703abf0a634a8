import type { LedgerRow } from '../../store/store.ts';
import type { ListedObject } from './source.ts';
import { formatPlural } from '../text/number.ts';

/**
 * What became of an object. Only `pending` is not final. `partial`, `denied` and `gone` are tried
 * again when there is a reason.
 */
export type ObjectState =
	| 'ok'
	| 'partial'
	| 'quarantined'
	| 'unsupported'
	| 'gone'
	| 'denied'
	| 'archived'
	/** Of a kind that is not asked for. */
	| 'unasked'
	| 'skipped'
	| 'pending';

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
	/** For people: why it is not `ok`, or what is unusual about it. */
	readonly reason?: string;
	/** Not retried before this time, ms since the epoch; absent: not retried automatically. */
	readonly retryAtMs?: number;
	/** ETags that the key had before. CloudTrail itself never rewrites a log. */
	readonly previousEtags?: readonly string[];
	/** SHA-256 of the inflated bytes in hex, when hashes are kept. */
	readonly sha256?: string;
	/** The first rejected pieces, as offsets into the inflated bytes. */
	readonly rejectedAt?: readonly (readonly [start: number, end: number, reason: string])[];
	readonly oldestMs?: number;
	readonly newestMs?: number;
	/** Records without a readable time of their own, which stand at the time of the object. */
	readonly timeGuessed?: number;
	/** A signed digest of hours up to this time lists what was read of it, ms since the epoch. */
	readonly vouchedMs?: number;
}

export const previousEtagsMax = 5;
export const rejectedAtMax = 20;

/** `namespace` is the source's title, because two sources may share a store. */
export function objectLedgerKey(namespace: string, key: string): string {
	return `object/${namespace}\n${key}`;
}

/** Parses a row; undefined when it is not one of our rows. */
export function toLedgerEntry(value: unknown): LedgerEntry | undefined {
	return typeof value === 'object' && value !== null && 'state' in value && 'etag' in value
		? (value as LedgerEntry)
		: undefined;
}

/** Records that stand at the time of their object, for people. */
export function timeGuessedWords(count: number): string {
	return `${formatPlural(count, 'record')} without a time that can be read`;
}

/** A ledger row for an object without records. */
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
	'timeGuessed',
	'vouchedMs',
] as const satisfies readonly (keyof LedgerEntry)[];

/** The facts that an earlier fetch found. A later fetch that brings nothing keeps them. */
export function factsOf(entry: LedgerEntry): Partial<LedgerEntry> {
	return Object.fromEntries(
		factNames.flatMap(name => (entry[name] === undefined ? [] : [[name, entry[name]]])),
	) as Partial<LedgerEntry>;
}

export function objectRow(namespace: string, key: string, entry: LedgerEntry): LedgerRow {
	return { key: objectLedgerKey(namespace, key), value: entry };
}
