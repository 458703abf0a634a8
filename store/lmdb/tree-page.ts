import { StoreError } from '../errors.ts';

/** Of an entry, before its key. */
export const nodeBytes = 8;

/** An entry of a leaf page. */
export interface LeafEntry {
	readonly key: Uint8Array;
	/** Where its value stands in the file, and its length, both in bytes. */
	readonly valueAt: number;
	readonly valueBytes: number;
	/** Of the commit that wrote the page. */
	readonly transaction: bigint;
}

/** What a walk finds, for those who do not want it to end at the first damage. */
export interface PageVisitor {
	/** The entries of a page that proves whole. */
	entries(entries: readonly LeafEntry[]): void;
	/** Those of a page that nothing leads to any more; it may be of a commit long ago. */
	orphans(entries: readonly LeafEntry[]): void;
	/** A page that does not prove; what it leads to is left out. */
	damaged(error: StoreError): void;
	/** The list of free pages, or what a tree counts of its pages, does not prove. All rows are there, but nobody may write. */
	unfree(error: StoreError): void;
}

/** The key of the entry at an offset; undefined when it does not lie in the page. */
export function keyAt(page: Buffer, at: number): Uint8Array | undefined {
	if (at + nodeBytes > page.length) {
		return undefined;
	}

	const end = at + nodeBytes + page.readUInt16LE(at + 6);
	return end > page.length ? undefined : page.subarray(at + nodeBytes, end);
}

/** The page that an entry of a branch leads to: a number of six bytes. */
export function childAt(page: Buffer, at: number): number {
	return (
		page.readUInt16LE(at) +
		page.readUInt16LE(at + 2) * 2 ** 16 +
		page.readUInt16LE(at + 4) * 2 ** 32
	);
}

export function isBetween(
	before: Uint8Array | undefined,
	key: Uint8Array,
	to: Uint8Array | undefined,
	mayEqual: boolean,
): boolean {
	const order = before === undefined ? -1 : Buffer.compare(before, key);
	return (
		(order < 0 || (mayEqual && order === 0)) && (to === undefined || Buffer.compare(key, to) < 0)
	);
}

export function even(bytes: number): number {
	return bytes + (bytes & 1);
}

/** The file says something of itself that cannot be. */
export function damagedMeta(what: string): StoreError {
	return new StoreError('file-damaged', `the store's file is damaged: ${what}`);
}

export function damaged(page: number, what: string): StoreError {
	return new StoreError('file-damaged', `page ${page} of the store's file is damaged: ${what}`);
}
