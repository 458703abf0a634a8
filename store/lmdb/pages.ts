import { readSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import { pageHeaderBytes } from './meta-page.ts';
import type { Meta, Tree } from './meta-page.ts';

/**
 * LMDB's pages, read from the file. LMDB itself maps the file and believes it: a flipped bit in a
 * page hides records in silence, or leads to a page that is not there, which ends the process.
 *
 * Offsets of LMDB's data version 2. Numbers are little-endian, pointers count from the header's end.
 */
const flagsAt = 18;
const lowerAt = 20;
const upperAt = 22;
const isBranch = 1;
const isLeaf = 2;
const isOverflow = 4;
/** Of the commit that wrote a page, from the page's start on. */
const pageTransactionAt = 8;
const nodeBytes = 8;
/** A node whose value is on pages of its own; it holds their number and two more words. */
const isLarge = 1;
const largeBytes = 24;
const firstTreePage = 2;

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

/**
 * Walks the tree of the rows and gives what proves whole. Where pages do not, the whole file is
 * looked through for leaf pages that nothing leads to any more.
 */
export function visitRows(
	descriptor: number,
	meta: Meta,
	pageCount: number,
	visitor: PageVisitor,
): void {
	const [, rows] = meta.trees;
	let isWhole = true;
	const walk = new Walk(descriptor, meta, pageCount, {
		...visitor,
		damaged(error) {
			isWhole = false;
			visitor.damaged(error);
		},
	});
	if (rows !== undefined) {
		walk.check(rows);
	}

	if (!isWhole) {
		walk.visitOrphans();
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
	/** Of the first page of a large value. */
	readonly #head = Buffer.alloc(pageHeaderBytes);
	readonly #steps: Step[] = [];
	readonly #visitor: PageVisitor | undefined;
	/** Pages that a visitor has got, those of large values among them. */
	readonly #used = new Set<number>();
	/** Of the page that is looked at; empty without a visitor. */
	#entries: LeafEntry[] = [];
	#visitedCount = 0;
	#entryCount = 0;

	/** @param visitor - absent: the first damage ends the walk */
	constructor(descriptor: number, meta: Meta, pageCount: number, visitor?: PageVisitor) {
		this.#descriptor = descriptor;
		this.#meta = meta;
		this.#pageCount = pageCount;
		this.#page = Buffer.alloc(meta.pageBytes);
		this.#visitor = visitor;
	}

	check({ root, entryCount, hasNumbers }: Tree): void {
		this.#entryCount = 0;
		if (root !== undefined) {
			this.#steps.push({ page: root, from: undefined, to: undefined });
		}

		for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
			this.#look(step, hasNumbers);
		}

		if (this.#entryCount !== entryCount) {
			this.#tell(
				damaged(
					root ?? 0,
					`its tree has ${this.#entryCount} entries, and should have ${entryCount}`,
				),
			);
		}
	}

	/** Gives the entries of all leaf pages that no walk came to. */
	visitOrphans(): void {
		const end = Math.min(this.#meta.lastPage + 1, this.#pageCount);
		for (let page = firstTreePage; page < end; page++) {
			if (!this.#used.has(page) && this.#readOrphan(page)) {
				this.#visitor?.orphans(this.#entries);
			}
		}
	}

	/** Whether a page is a leaf that proves whole. */
	#readOrphan(page: number): boolean {
		this.#entries = [];
		this.#readBytes(page);
		const kind = this.#page.readUInt16LE(flagsAt);
		if (
			this.#page.readUInt32LE(0) !== page % 2 ** 32 ||
			(kind & (isLeaf | isOverflow)) !== isLeaf
		) {
			return false;
		}

		try {
			this.#checkPage({ page, from: undefined, to: undefined }, false);
			return true;
		} catch (error) {
			if (error instanceof StoreError) {
				return false;
			}

			throw error;
		}
	}

	#look(step: Step, hasNumbers: boolean): void {
		this.#entries = [];
		try {
			this.#read(step.page);
			this.#checkPage(step, hasNumbers);
			this.#give(step.page);
		} catch (error) {
			if (!(error instanceof StoreError)) {
				throw error;
			}

			this.#tell(error);
		}
	}

	#give(page: number): void {
		if (this.#visitor === undefined) {
			return;
		}

		this.#used.add(page);
		const { pageBytes } = this.#meta;
		for (const { valueAt, valueBytes } of this.#entries) {
			const first = Math.floor(valueAt / pageBytes);
			const end = Math.ceil((valueAt + valueBytes) / pageBytes);
			for (let used = first; used < end; used++) {
				this.#used.add(used);
			}
		}

		this.#visitor.entries(this.#entries);
	}

	#tell(error: StoreError): void {
		if (this.#visitor === undefined) {
			throw error;
		}

		this.#visitor.damaged(error);
	}

	#read(page: number): void {
		const { lastPage } = this.#meta;
		this.#visitedCount += 1;
		this.#refuseBeyond(page);
		// Each page is led to once, so more of them than there are is a circle.
		if (this.#visitedCount > lastPage + 1) {
			throw damaged(page, 'it is led to again');
		}

		this.#readBytes(page);
		if (this.#page.readUInt32LE(0) !== page % 2 ** 32) {
			throw damaged(page, 'it is another page');
		}
	}

	#readBytes(page: number): void {
		const { pageBytes } = this.#meta;
		readSync(this.#descriptor, this.#page, 0, pageBytes, page * pageBytes);
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
		const bodyBytes = page.length - pageHeaderBytes;
		if ((kind !== isBranch && kind !== isLeaf) || lower > upper || upper > bodyBytes) {
			throw damaged(number, 'it is no page of a tree');
		}

		const children: { readonly page: number; readonly key: Uint8Array }[] = [];
		let before = from;
		let usedBytes = 0;
		for (let pointerAt = pageHeaderBytes; pointerAt < pageHeaderBytes + lower; pointerAt += 2) {
			const at = pageHeaderBytes + page.readUInt16LE(pointerAt);
			const key = at < pageHeaderBytes + upper ? undefined : keyAt(page, at);
			if (key === undefined) {
				throw damaged(number, 'an entry of it lies outside of it');
			}

			const isFirst = pointerAt === pageHeaderBytes;
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

			const valueBytes = kind === isBranch ? 0 : this.#leafValue(number, at, key);
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
	#leafValue(number: number, at: number, key: Uint8Array): number {
		const page = this.#page;
		this.#entryCount += 1;
		const valueBytes = page.readUInt16LE(at) + page.readUInt16LE(at + 2) * 2 ** 16;
		const valueAt = at + nodeBytes + key.length;
		const flags = page.readUInt16LE(at + 4);
		// Others stand for tables within tables, which a store has none of.
		if (flags !== 0 && flags !== isLarge) {
			throw damaged(number, 'an entry of it is of no kind that a store has');
		}

		if (flags === 0) {
			this.#note(key, number * page.length + valueAt, valueBytes);
			return valueBytes;
		}

		if (valueAt + largeBytes > page.length) {
			throw damaged(number, 'an entry of it lies outside of it');
		}

		const first = Number(page.readBigUInt64LE(valueAt));
		const pages = Math.ceil((valueBytes + pageHeaderBytes) / page.length);
		this.#refuseBeyond(first);
		this.#refuseBeyond(first + pages - 1);
		this.#checkLarge(first, pages);
		this.#note(key, first * page.length + pageHeaderBytes, valueBytes);
		return largeBytes;
	}

	/** The first page of a large value says its own number, and how many there are. */
	#checkLarge(first: number, pages: number): void {
		const head = this.#head;
		readSync(this.#descriptor, head, 0, pageHeaderBytes, first * this.#meta.pageBytes);
		const isLargeValue =
			head.readUInt32LE(0) === first % 2 ** 32 &&
			(head.readUInt16LE(flagsAt) & isOverflow) !== 0 &&
			head.readUInt32LE(lowerAt) === pages;
		if (!isLargeValue) {
			throw damaged(first, 'it is not the first of a large value');
		}
	}

	#note(key: Uint8Array, valueAt: number, valueBytes: number): void {
		if (this.#visitor !== undefined) {
			const transaction = this.#page.readBigUInt64LE(pageTransactionAt);
			this.#entries.push({ key: Uint8Array.from(key), valueAt, valueBytes, transaction });
		}
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
