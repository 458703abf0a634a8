import { readSync } from 'node:fs';
import { StoreError } from '../errors.ts';

/**
 * LMDB's pages, read from the file. LMDB itself maps the file and believes it: a flipped bit in a
 * page hides records in silence, or leads to a page that is not there, which ends the process.
 *
 * Offsets of LMDB's data version 2. Numbers are little-endian, pointers count from the header's end.
 */
const headerBytes = 24;
const flagsAt = 18;
const lowerAt = 20;
const upperAt = 22;
/** In a meta page, from the header's end on. */
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

const isBranch = 1;
const isLeaf = 2;
const nodeBytes = 8;
/** A node whose value is on pages of its own; it holds their number and two more words. */
const isLarge = 1;
const largeBytes = 24;
const noPage = 0xffff_ffff_ffff_ffffn;
const firstTreePage = 2;

interface Tree {
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
	const read = readSync(descriptor, bytes, 0, metaBytes, at + headerBytes);
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

/**
 * Walks the trees of a file: each page says its own number, lies in the file, is filled by its
 * entries, has them in order and between those of its neighbours; and a tree has as many entries as
 * the meta page says.
 *
 * @param pageCount - pages that the file has
 * @throws StoreError `file-cut`, `file-damaged`
 */
export function checkTrees(descriptor: number, meta: Meta, pageCount: number): void {
	const walk = new Walk(descriptor, meta, pageCount);
	for (const tree of meta.trees) {
		walk.check(tree);
	}
}

interface Step {
	readonly page: number;
	/** Keys below are not less than this one; undefined: there is no limit. */
	readonly from: Uint8Array | undefined;
	/** Keys below are less than this one; undefined: there is no limit. */
	readonly to: Uint8Array | undefined;
}

class Walk {
	readonly #descriptor: number;
	readonly #meta: Meta;
	readonly #pageCount: number;
	readonly #page: Buffer;
	readonly #steps: Step[] = [];
	#visitedCount = 0;
	#entryCount = 0;

	constructor(descriptor: number, meta: Meta, pageCount: number) {
		this.#descriptor = descriptor;
		this.#meta = meta;
		this.#pageCount = pageCount;
		this.#page = Buffer.alloc(meta.pageBytes);
	}

	check({ root, entryCount, hasNumbers }: Tree): void {
		this.#entryCount = 0;
		if (root !== undefined) {
			this.#steps.push({ page: root, from: undefined, to: undefined });
		}

		for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
			this.#read(step.page);
			this.#checkPage(step, hasNumbers);
		}

		if (this.#entryCount !== entryCount) {
			throw damaged(
				root ?? 0,
				`its tree has ${this.#entryCount} entries, and should have ${entryCount}`,
			);
		}
	}

	#read(page: number): void {
		const { pageBytes, lastPage } = this.#meta;
		this.#visitedCount += 1;
		this.#refuseBeyond(page);
		// Each page is led to once, so more of them than there are is a circle.
		if (this.#visitedCount > lastPage + 1) {
			throw damaged(page, 'it is led to again');
		}

		readSync(this.#descriptor, this.#page, 0, pageBytes, page * pageBytes);
		if (this.#page.readUInt32LE(0) !== page % 2 ** 32) {
			throw damaged(page, 'it is another page');
		}
	}

	#refuseBeyond(page: number): void {
		if (page < firstTreePage || page > this.#meta.lastPage) {
			throw damaged(page, 'it is no page of this file');
		}

		if (page >= this.#pageCount) {
			throw new StoreError(
				'file-cut',
				`the store's file was cut: it has ${this.#pageCount} pages, and page ${page} is in use`,
			);
		}
	}

	#checkPage({ page: number, from, to }: Step, hasNumbers: boolean): void {
		const page = this.#page;
		const kind = page.readUInt16LE(flagsAt) & (isBranch | isLeaf);
		const lower = page.readUInt16LE(lowerAt);
		const upper = page.readUInt16LE(upperAt);
		const bodyBytes = page.length - headerBytes;
		if ((kind !== isBranch && kind !== isLeaf) || lower > upper || upper > bodyBytes) {
			throw damaged(number, 'it is no page of a tree');
		}

		const children: { readonly page: number; readonly key: Uint8Array }[] = [];
		let before = from;
		let usedBytes = 0;
		for (let pointerAt = headerBytes; pointerAt < headerBytes + lower; pointerAt += 2) {
			const at = headerBytes + page.readUInt16LE(pointerAt);
			const key = at < headerBytes + upper ? undefined : keyAt(page, at);
			if (key === undefined) {
				throw damaged(number, 'an entry of it lies outside of it');
			}

			const isFirst = pointerAt === headerBytes;
			// The first entry of a branch has no key: it leads to what is before the second.
			if (!hasNumbers && !(isFirst && kind === isBranch)) {
				if (!isBetween(before, key, to, isFirst)) {
					throw damaged(number, 'its keys are not in order');
				}

				before = key;
			}

			if (kind === isBranch) {
				children.push({ page: childAt(page, at), key: Uint8Array.from(key) });
			}

			const valueBytes = kind === isBranch ? 0 : this.#leafValue(number, at, key.length);
			usedBytes += even(nodeBytes + key.length + valueBytes);
		}

		// A pointer that is missing, or one that is there twice, shows in the room that is left.
		if (usedBytes !== bodyBytes - upper) {
			throw damaged(number, 'its entries do not fill it');
		}

		children.forEach((child, index) => {
			this.#steps.push({
				page: child.page,
				from: index === 0 ? from : child.key,
				to: children[index + 1]?.key ?? to,
			});
		});
	}

	/** Counts an entry; the bytes that its value takes in the page. */
	#leafValue(number: number, at: number, keyBytes: number): number {
		const page = this.#page;
		this.#entryCount += 1;
		const valueBytes = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16;
		if ((page.readUInt16LE(at + 4) & isLarge) === 0) {
			return valueBytes;
		}

		const valueAt = at + nodeBytes + keyBytes;
		if (valueAt + largeBytes > page.length) {
			throw damaged(number, 'an entry of it lies outside of it');
		}

		const first = Number(page.readBigUInt64LE(valueAt));
		const pages = Math.ceil((valueBytes + headerBytes) / page.length);
		this.#refuseBeyond(first);
		this.#refuseBeyond(first + pages - 1);
		return largeBytes;
	}
}

/** The key of the entry at an offset; undefined when it does not lie in the page. */
function keyAt(page: Buffer, at: number): Uint8Array | undefined {
	if (at + nodeBytes > page.length) {
		return undefined;
	}

	const end = at + nodeBytes + page.readUInt16LE(at + 6);
	return end > page.length ? undefined : page.subarray(at + nodeBytes, end);
}

/** The page that an entry of a branch leads to: a number of six bytes. */
function childAt(page: Buffer, at: number): number {
	return (
		page.readUInt16LE(at) +
		page.readUInt16LE(at + 2) * 2 ** 16 +
		page.readUInt16LE(at + 4) * 2 ** 32
	);
}

function isBetween(
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

function even(bytes: number): number {
	return bytes + (bytes & 1);
}

function damaged(page: number, what: string): StoreError {
	return new StoreError('file-damaged', `page ${page} of the store's file is damaged: ${what}`);
}
