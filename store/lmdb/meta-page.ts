import { readSync } from 'node:fs';

/**
 * The two pages at the start of LMDB's file, of which the newer one counts.
 *
 * Offsets of LMDB's data version 2. Numbers are little-endian, pointers count from the header's end.
 */
export const pageHeaderBytes = 24;
/** From the header's end on. */
const magicAt = 0;
const versionAt = 4;
const pageBytesAt = 24;
const lastPageAt = 120;
const transactionAt = 128;
const metaBytes = 136;
/** The two trees of a meta page, and in each how many entries it has, and its first page. */
const treesAt = [24, 72] as const;
const flagsOfTree = 4;
const depthAt = 6;
const branchesAt = 8;
const leavesAt = 16;
const largeAt = 24;
const entriesAt = 32;
const rootAt = 40;
const magic = 0xbeefc0de;
const lmdbVersion = 2;
const noPage = 0xffff_ffff_ffff_ffffn;
const addressAt = 8;
/** From the start of a page on: which commit wrote it, and what it is. */
export const pageTransactionAt = 8;
const pageFlagsAt = 18;
const isMetaPage = 8;
/** The flags of the tree of free pages: its keys are numbers, and the file is in no folder of LMDB's making. */
const flagNumbers = 0x0008;
const flagNoFolder = 0x4000;
const pageSizes = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536];

export interface Tree {
	/** Undefined: the tree is empty. */
	readonly root: number | undefined;
	readonly entryCount: number;
	/** Pages from the root to a leaf. */
	readonly depth: number;
	readonly branchCount: number;
	readonly leafCount: number;
	/** Pages of large values. */
	readonly largeCount: number;
	/** Keys of the tree of free pages are numbers, not bytes in their order. */
	readonly hasNumbers: boolean;
}

/** What LMDB's newest meta page says of its file. */
export interface Meta {
	readonly pageBytes: number;
	/** The highest page that was ever used; some of those at the end may be free. */
	readonly lastPage: number;
	/** Grows with every commit. */
	readonly transaction: bigint;
	readonly trees: readonly Tree[];
}

/** Undefined when the file does not begin with a meta page of the kind that this program writes. */
export function readMeta(descriptor: number): Meta | undefined {
	const first = metaAt(descriptor, 0);
	const second = first === undefined ? undefined : metaAt(descriptor, first.pageBytes);
	return second !== undefined && first !== undefined && second.transaction > first.transaction
		? second
		: first;
}

/**
 * What is wrong with the two meta pages, of which LMDB takes the one with the higher number and believes
 * it: each commit writes the other page, so that the numbers are neighbours.
 *
 * @returns undefined: nothing
 */
export function metaFault(descriptor: number): string | undefined {
	const first = metaAt(descriptor, 0);
	const second = first === undefined ? undefined : metaAt(descriptor, first.pageBytes);
	if (first === undefined || second === undefined) {
		return 'one of its two meta pages is none';
	}

	if (!isAtHome(descriptor, first, 0) || !isAtHome(descriptor, second, 1)) {
		return 'a meta page is not what LMDB writes there';
	}

	const apart = first.transaction - second.transaction;
	const isEven = first.transaction % 2n === 0n && (apart === 1n || apart === -1n);
	// Of a new file, or of a copy, nothing was committed to one of them yet.
	const isNew = first.transaction === 0n || second.transaction === 0n;
	if (!isEven && !isNew) {
		return 'its two meta pages are not of two commits in a row';
	}

	// A number that was damaged may be the neighbour of the other one too. Each commit writes the first page of
	// the tree of rows anew.
	const [older, newer] = apart > 0n ? [second, first] : [first, second];
	const newest = firstCommit(descriptor, newer);
	const isRight =
		(isNew || newest === newer.transaction) &&
		(firstCommit(descriptor, older) ?? 0n) <= older.transaction;
	return isRight ? undefined : 'a meta page leads to pages of another commit';
}

/** Of which commit the first page of the tree of rows is; undefined when there is none. */
function firstCommit(descriptor: number, { pageBytes, trees }: Meta): bigint | undefined {
	const at = (trees[1]?.root ?? NaN) * pageBytes + pageTransactionAt;
	const bytes = Buffer.alloc(8);
	const isThere = Number.isSafeInteger(at) && readSync(descriptor, bytes, 0, 8, at) === 8;
	return isThere ? bytes.readBigUInt64LE(0) : undefined;
}

/** Whether a meta page stands in its place, and what is the same in every one is. */
function isAtHome(descriptor: number, { pageBytes }: Meta, page: number): boolean {
	const bytes = Buffer.alloc(pageHeaderBytes + metaBytes);
	const read = readSync(descriptor, bytes, 0, bytes.length, page * pageBytes);
	const meta = bytes.subarray(pageHeaderBytes);
	const [free, rows] = treesAt;
	return (
		read === bytes.length &&
		bytes.readBigUInt64LE(0) === BigInt(page) &&
		bytes.readUInt16LE(pageFlagsAt) === isMetaPage &&
		meta.readBigUInt64LE(addressAt) === 0n &&
		(meta.readUInt16LE(free + flagsOfTree) & ~flagNoFolder) === flagNumbers &&
		meta.readUInt16LE(rows + flagsOfTree) === 0 &&
		meta.readUInt32LE(rows) === 0
	);
}

function metaAt(descriptor: number, at: number): Meta | undefined {
	const bytes = Buffer.alloc(metaBytes);
	const read = readSync(descriptor, bytes, 0, metaBytes, at + pageHeaderBytes);
	const pageBytes = bytes.readUInt32LE(pageBytesAt);
	const isMeta =
		read === metaBytes &&
		bytes.readUInt32LE(magicAt) === magic &&
		bytes.readUInt32LE(versionAt) === lmdbVersion &&
		pageSizes.includes(pageBytes);
	return isMeta
		? {
				pageBytes,
				lastPage: Number(bytes.readBigUInt64LE(lastPageAt)),
				transaction: bytes.readBigUInt64LE(transactionAt),
				trees: treesAt.map((treeAt, index): Tree => {
					const root = bytes.readBigUInt64LE(treeAt + rootAt);
					return {
						root: root === noPage ? undefined : Number(root),
						entryCount: Number(bytes.readBigUInt64LE(treeAt + entriesAt)),
						depth: bytes.readUInt16LE(treeAt + depthAt),
						branchCount: Number(bytes.readBigUInt64LE(treeAt + branchesAt)),
						leafCount: Number(bytes.readBigUInt64LE(treeAt + leavesAt)),
						largeCount: Number(bytes.readBigUInt64LE(treeAt + largeAt)),
						hasNumbers: index === 0,
					};
				}),
			}
		: undefined;
}
