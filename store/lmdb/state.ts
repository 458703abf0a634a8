import { StoreError } from '../errors.ts';
import { decodeJson } from './rows.ts';
import type { LmdbEnvironment } from './environment.ts';
import { meta, metaKey, refuseStrange } from './keys.ts';

/**
 * Raised whenever older code could not read or would break what newer code writes. Format 2: sealed
 * segments know facts about themselves; those that are older are read without. Format 3: rows and
 * journal entries have checksums; those that are older are read without. Format 4: sealed segments pack
 * texts by their alphabet and have filters; those that are older are read without.
 */
const formatVersion = 4;

export interface FormatRow {
	readonly kind: 'json-columns';
	readonly formatVersion: number;
	/** Ms since the epoch. */
	readonly createdMs: number;
}

/** A row that changes with every commit that readers can see. */
export interface StoreState {
	/** Grows with every commit that changed records. */
	readonly version: number;
	/** Grows whenever a segment is sealed or dropped. */
	readonly catalogueVersion: number;
	/** Segments that have journal entries. */
	readonly openSegments: readonly number[];
	readonly nextSegment: number;
	readonly nextSequence: number;
	readonly nextDrop: number;
	/** Records in the store now, open and sealed. */
	readonly recordCount: number;
	/** Records that retention dropped since the store was created. */
	readonly droppedRecordCount: number;
	/** Both since the store was created. */
	readonly duplicateCount: number;
	readonly conflictCount: number;
}

export const emptyState: StoreState = {
	version: 0,
	catalogueVersion: 0,
	openSegments: [],
	nextSegment: 1,
	nextSequence: 1,
	nextDrop: 1,
	recordCount: 0,
	droppedRecordCount: 0,
	duplicateCount: 0,
	conflictCount: 0,
};

export const formatKey = metaKey('format');
export const stateKey = metaKey('state');
export const unfinishedKey = metaKey('unfinished');

/** The row that every version must be able to read has no checksum. */
function encodePlain(row: FormatRow): Uint8Array {
	return Buffer.from(JSON.stringify(row));
}

export function newFormat(nowMs: number): Uint8Array {
	const row: FormatRow = { kind: 'json-columns', formatVersion, createdMs: nowMs };
	return encodePlain(row);
}

/** The row of a store of an older format as it is from now on; undefined when it is of today. */
export function raisedFormat(reads: Pick<LmdbEnvironment, 'read'>): Uint8Array | undefined {
	const row = readFormat(reads);
	return row.formatVersion < formatVersion ? encodePlain({ ...row, formatVersion }) : undefined;
}

/**
 * Whether the environment contains a store of our format; false when it is empty.
 *
 * @throws StoreError `format-newer`, `format-unknown`; `row-damaged` when a row that there is once has
 *   another name, which would be taken for one that was never written
 */
export function checkFormat(environment: Pick<LmdbEnvironment, 'read' | 'keys'>): boolean {
	const isStore = hasFormat(environment);
	if (isStore) {
		environment.keys(meta).forEach(refuseStrange);
	}

	return isStore;
}

/** @throws StoreError as `checkFormat`; other rows are not looked at */
export function hasFormat(environment: Pick<LmdbEnvironment, 'read'>): boolean {
	const row = environment.read(formatKey, bytes => parseFormat(bytes));
	if (row === undefined) {
		return false;
	}

	if (row === 'unknown') {
		throw new StoreError('format-unknown', 'the data file is LMDB, but not one of our stores');
	}

	if (row.formatVersion > formatVersion) {
		throw new StoreError(
			'format-newer',
			`the store has format ${row.formatVersion}, this program knows ${formatVersion}`,
		);
	}

	return true;
}

/** What a store that is being made has until its last commit. */
export interface UnfinishedRow {
	/** What it is made of, for people: `a copy of /var/lib/store`. */
	readonly what: string;
	/** Ms since the epoch. */
	readonly startedMs: number;
}

/** @throws StoreError `store-unfinished` */
export function refuseUnfinished(environment: Pick<LmdbEnvironment, 'read'>): void {
	const row = environment.read(unfinishedKey, bytes => decodeJson(bytes) as UnfinishedRow);
	if (row !== undefined) {
		throw new StoreError(
			'store-unfinished',
			`the store is ${row.what} that was begun at ${new Date(row.startedMs).toISOString()} and never finished`,
		);
	}
}

/** Call only when `checkFormat` returned true. */
export function readFormat(reads: Pick<LmdbEnvironment, 'read'>): FormatRow {
	const row = reads.read(formatKey, bytes => parseFormat(bytes));
	return row === undefined || row === 'unknown'
		? { kind: 'json-columns', formatVersion, createdMs: NaN }
		: row;
}

function parseFormat(bytes: Uint8Array): FormatRow | 'unknown' {
	try {
		const row = decodeJson(bytes) as Partial<FormatRow> | null;
		return row?.kind === 'json-columns' && typeof row.formatVersion === 'number'
			? (row as FormatRow)
			: 'unknown';
	} catch {
		return 'unknown';
	}
}

/**
 * A damaged page can hide segments or journal entries, and nothing else would show it.
 *
 * @param found - records that were found, open and sealed
 * @throws StoreError `counts-differ`
 */
export function refuseOtherCount({ recordCount }: StoreState, found: number): void {
	if (recordCount !== found) {
		throw new StoreError(
			'counts-differ',
			`the store says that it holds ${recordCount} records, and ${found} were found`,
		);
	}
}

/** @throws StoreError `row-damaged`, also when there is none: a store has it from its first commit on */
export function readState(reads: Pick<LmdbEnvironment, 'read'>): StoreState {
	const state = reads.read(stateKey, bytes => decodeJson(bytes) as StoreState);
	if (state === undefined) {
		throw new StoreError('row-damaged', 'the store lacks the row that says what it holds');
	}

	return state;
}
