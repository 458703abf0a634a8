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
const entriesAt = 32;
const rootAt = 40;
const magic = 0xbeefc0de;
const lmdbVersion = 2;
const noPage = 0xffff_ffff_ffff_ffffn;

export interface Tree {
	/** Undefined: the tree is empty. */
	readonly root: number | undefined;
	readonly entryCount: number;
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

function metaAt(descriptor: number, at: number): Meta | undefined {
	const bytes = Buffer.alloc(metaBytes);
	const read = readSync(descriptor, bytes, 0, metaBytes, at + pageHeaderBytes);
	const isMeta =
		read === metaBytes &&
		bytes.readUInt32LE(magicAt) === magic &&
		bytes.readUInt32LE(versionAt) === lmdbVersion;
	return isMeta
		? {
				pageBytes: bytes.readUInt32LE(pageBytesAt),
				lastPage: Number(bytes.readBigUInt64LE(lastPageAt)),
				transaction: bytes.readBigUInt64LE(transactionAt),
				trees: treesAt.map((treeAt, index): Tree => {
					const root = bytes.readBigUInt64LE(treeAt + rootAt);
					return {
						root: root === noPage ? undefined : Number(root),
						entryCount: Number(bytes.readBigUInt64LE(treeAt + entriesAt)),
						hasNumbers: index === 0,
					};
				}),
			}
		: undefined;
}
