import { StoreError } from '../errors.ts';

/**
 * The keys of the one LMDB table. The first byte is the kind of key. Numbers follow as big-endian
 * bytes, so that LMDB's byte order is their numeric order. `store/README.md` describes the whole
 * layout.
 */
const metaTag = 0x01;
const headerTag = 0x02;
const groupTag = 0x03;
const journalTag = 0x04;
const ledgerTag = 0x05;
const conflictTag = 0x06;
const dropTag = 0x07;
const catalogueTag = 0x08;
const doomedTag = 0x09;
const asideTag = 0x0a;

const numberBytes = 6;

/** Bytes of the keys of each kind that are all of one length. */
const keyBytesOf: ReadonlyMap<number, number> = new Map([
	[headerTag, 1 + numberBytes],
	[journalTag, 3 + numberBytes],
	[conflictTag, 5 + numberBytes],
	[dropTag, 1 + numberBytes],
	[catalogueTag, 1 + numberBytes],
	[doomedTag, 1 + numberBytes],
	[asideTag, 1 + numberBytes],
]);

/** Whether a key may be one of ours: of a known kind, and as long as those are. */
export function isKey(key: Uint8Array): boolean {
	const tag = key[0] ?? 0;
	const bytes = keyBytesOf.get(tag);
	if (bytes !== undefined) {
		return key.length === bytes;
	}

	return tag === metaTag
		? metaKeys.some(one => one.equals(key))
		: tag === ledgerTag || (tag === groupTag && key.length > 3 + numberBytes);
}

export interface KeyRange {
	/** Inclusive. */
	readonly start: Buffer;
	/** Exclusive. */
	readonly end: Buffer;
}

const metaNames = ['format', 'state', 'lease', 'unfinished'] as const;
export type MetaName = (typeof metaNames)[number];
const metaKeys = metaNames.map(metaKey);

export function metaKey(name: MetaName): Buffer {
	return Buffer.concat([Buffer.of(metaTag), Buffer.from(name)]);
}

export function headerKey(segment: number): Buffer {
	return tagged(headerTag, segment, 0);
}

/**
 * A value longer than `chunkBytesMax` is stored under several chunk numbers.
 *
 * @param group - its name in the sealed segment, which never contains a NUL
 */
export function groupKey(segment: number, group: string, chunk: number): Buffer {
	const key = Buffer.concat([tagged(groupTag, segment, 0), Buffer.from(`${group}\0..`)]);
	key.writeUInt16BE(chunk, key.length - 2);
	return key;
}

export function groupsOfSegment(segment: number): KeyRange {
	return { start: tagged(groupTag, segment, 0), end: tagged(groupTag, segment + 1, 0) };
}

export function journalKey(sequence: number, chunk: number): Buffer {
	const key = tagged(journalTag, sequence, 2);
	key.writeUInt16BE(chunk, 1 + numberBytes);
	return key;
}

export function conflictKey(segment: number, row: number): Buffer {
	const key = tagged(conflictTag, segment, 4);
	key.writeUInt32BE(row, 1 + numberBytes);
	return key;
}

export function conflictsOfSegment(segment: number): KeyRange {
	return { start: conflictKey(segment, 0), end: tagged(conflictTag, segment + 1, 0) };
}

/** The store contains a segment as long as its row exists here. */
export function catalogueKey(segment: number): Buffer {
	return tagged(catalogueTag, segment, 0);
}

/** Dropped segments whose bytes still exist, for readers with an older snapshot. */
export function doomedKey(segment: number): Buffer {
	return tagged(doomedTag, segment, 0);
}

/** Damaged segments whose records are fetched again; their bytes stay. */
export function asideKey(segment: number): Buffer {
	return tagged(asideTag, segment, 0);
}

export function dropKey(drop: number): Buffer {
	return tagged(dropTag, drop, 0);
}

export const meta: KeyRange = tableOf(metaTag);
export const headers: KeyRange = tableOf(headerTag);
export const groups: KeyRange = tableOf(groupTag);
export const journal: KeyRange = tableOf(journalTag);
export const ledger: KeyRange = tableOf(ledgerTag);
export const conflicts: KeyRange = tableOf(conflictTag);
export const catalogue: KeyRange = tableOf(catalogueTag);
export const doomed: KeyRange = tableOf(doomedTag);
export const aside: KeyRange = tableOf(asideTag);
export const drops: KeyRange = tableOf(dropTag);

export function journalFrom(sequence: number): KeyRange {
	return { start: journalKey(sequence, 0), end: Buffer.of(journalTag + 1) };
}

/**
 * The segment, sequence or drop number in a key.
 *
 * @throws StoreError `row-damaged`
 */
export function numberInKey(key: Uint8Array): number {
	refuseStrange(key);
	return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUIntBE(1, numberBytes);
}

/** The chunk number of a journal key. */
export function chunkInJournalKey(key: Uint8Array): number {
	refuseStrange(key);
	return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUInt16BE(1 + numberBytes);
}

export function rowInConflictKey(key: Uint8Array): number {
	refuseStrange(key);
	return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUInt32BE(1 + numberBytes);
}

export function ledgerKeyOf(utf8: Uint8Array): Buffer {
	return Buffer.concat([Buffer.of(ledgerTag), utf8]);
}

export function ledgerBytesIn(key: Uint8Array): Uint8Array {
	return key.subarray(1);
}

/** @throws StoreError `row-damaged` */
export function refuseStrange(key: Uint8Array): void {
	if (!isKey(key)) {
		throw new StoreError('row-damaged', 'a row of the store has a key of no kind that it has');
	}
}

function tagged(tag: number, number: number, extraBytes: number): Buffer {
	const key = Buffer.alloc(1 + numberBytes + extraBytes);
	key[0] = tag;
	key.writeUIntBE(number, 1, numberBytes);
	return key;
}

function tableOf(tag: number): KeyRange {
	return { start: Buffer.of(tag), end: Buffer.of(tag + 1) };
}
