import { readSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import type { PageSet } from './free-pages.ts';
import { pageHeaderBytes, pageTransactionAt } from './meta-page.ts';
import type { Meta, Tree } from './meta-page.ts';
import { childAt, damaged, even, isBetween, keyAt, nodeBytes } from './tree-page.ts';
import type { LeafEntry, PageVisitor } from './tree-page.ts';

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
/** A node whose value is on pages of its own; it holds their number and two more words. */
const isLarge = 1;
const largeBytes = 24;
export const firstTreePage = 2;

interface Step {
	readonly page: number;
	/** Keys below are not less than this one; undefined: there is no limit. */
	readonly from: Uint8Array | undefined;
	/** Keys below are less than this one; undefined: there is no limit. */
	readonly to: Uint8Array | undefined;
	/** Pages from the root on, this one among them. */
	readonly depth: number;
}

/** A walk along one tree, from its root to its leaves. */
export class TreeWalk {
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
	readonly #taken: PageSet;
	/** Their pages may be in use again; every value proves itself. */
	#isAmongOrphans = false;
	#entryCount = 0;
	#branchCount = 0;
	#leafCount = 0;
	#largeCount = 0;
	#depth = 0;

	/**
	 * @param taken - pages that were led to before; those of this walk are added
	 * @param visitor - absent: the first damage ends the walk
	 */
	constructor(
		descriptor: number,
		meta: Meta,
		pageCount: number,
		taken: PageSet,
		visitor?: PageVisitor,
	) {
		this.#taken = taken;
		this.#descriptor = descriptor;
		this.#meta = meta;
		this.#pageCount = pageCount;
		this.#page = Buffer.alloc(meta.pageBytes);
		this.#visitor = visitor;
	}

	check(tree: Tree): void {
		const { root, entryCount, hasNumbers } = tree;
		if (root !== undefined) {
			this.#steps.push({ page: root, from: undefined, to: undefined, depth: 1 });
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
		} else if (!this.#isOf(tree)) {
			this.#tellCounts(damaged(root ?? 0, 'its tree has other pages than were counted'));
		}
	}

	#isOf({ depth, branchCount, leafCount, largeCount }: Tree): boolean {
		return (
			depth === this.#depth &&
			branchCount === this.#branchCount &&
			leafCount === this.#leafCount &&
			largeCount === this.#largeCount
		);
	}

	/** Gives the entries of all leaf pages that no walk came to. */
	visitOrphans(): void {
		this.#isAmongOrphans = true;
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
			this.#page.readBigUInt64LE(0) !== BigInt(page) ||
			(kind & (isLeaf | isOverflow)) !== isLeaf
		) {
			return false;
		}

		try {
			this.#checkPage({ page, from: undefined, to: undefined, depth: 0 }, false);
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

	/** All rows are there, but LMDB would go on with the wrong counts. */
	#tellCounts(error: StoreError): void {
		if (this.#visitor === undefined) {
			throw error;
		}

		this.#visitor.unfree(error);
	}

	#read(page: number): void {
		this.#refuseBeyond(page);
		if (!this.#taken.add(page)) {
			throw damaged(page, 'it is led to again');
		}

		this.#readBytes(page);
		if (this.#page.readBigUInt64LE(0) !== BigInt(page)) {
			throw damaged(page, 'it is another page');
		}

		// LMDB would take it for one that its next commit may write where it is.
		if (this.#page.readBigUInt64LE(pageTransactionAt) > this.#meta.transaction) {
			throw damaged(page, 'it is of a commit that was not made yet');
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

	#checkPage({ page: number, from, to, depth }: Step, hasNumbers: boolean): void {
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

		this.#depth = Math.max(this.#depth, depth);
		this.#branchCount += kind === isBranch ? 1 : 0;
		this.#leafCount += kind === isBranch ? 0 : 1;
		children.forEach((child, index) => {
			this.#steps.push({
				page: child.page,
				from: index === 0 ? from : child.key,
				to: children[index + 1]?.key ?? to,
				depth: depth + 1,
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
		this.#largeCount += pages;
		this.#note(key, first * page.length + pageHeaderBytes, valueBytes);
		return largeBytes;
	}

	/** The first page of a large value says its own number, and how many there are. */
	#checkLarge(first: number, pages: number): void {
		const head = this.#head;
		readSync(this.#descriptor, head, 0, pageHeaderBytes, first * this.#meta.pageBytes);
		const isLargeValue =
			head.readBigUInt64LE(0) === BigInt(first) &&
			(head.readUInt16LE(flagsAt) & isOverflow) !== 0 &&
			head.readUInt32LE(lowerAt) === pages;
		if (!isLargeValue) {
			throw damaged(first, 'it is not the first of a large value');
		}

		for (let page = first; page < first + pages && !this.#isAmongOrphans; page++) {
			if (!this.#taken.add(page)) {
				throw damaged(page, 'it is led to again');
			}
		}
	}

	#note(key: Uint8Array, valueAt: number, valueBytes: number): void {
		if (this.#visitor !== undefined) {
			const transaction = this.#page.readBigUInt64LE(pageTransactionAt);
			this.#entries.push({ key: Uint8Array.from(key), valueAt, valueBytes, transaction });
		}
	}
}
