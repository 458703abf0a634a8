import { readSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import { freePagesFault, PageSet } from './free-pages.ts';
import { metaFault } from './meta-page.ts';
import type { Meta, Tree } from './meta-page.ts';
import { damaged, damagedMeta } from './tree-page.ts';
import type { LeafEntry, PageVisitor } from './tree-page.ts';
import { firstTreePage, TreeWalk } from './tree-walk.ts';

/**
 * Walks the trees of a file: each page says its own number, lies in the file, is filled by its
 * entries, has them in order and between those of its neighbours; a tree has as many entries as the
 * meta page says; no page is led to twice; and pages that are listed as free are.
 *
 * @param pageCount - pages that the file has
 * @throws StoreError `file-cut`, `file-damaged`
 */
export function checkTrees(descriptor: number, meta: Meta, pageCount: number): void {
	const [free, rows] = meta.trees;
	const taken = new PageSet(pageCount);
	if (rows !== undefined) {
		new TreeWalk(descriptor, meta, pageCount, taken).check(rows);
	}

	if (free !== undefined) {
		checkFree(descriptor, meta, pageCount, free, taken);
	}

	const fault = metaFault(descriptor);
	if (fault !== undefined) {
		throw damagedMeta(fault);
	}
}

/** The tree of free pages, and that what it lists is free. @param taken - pages of the rows */
function checkFree(
	descriptor: number,
	meta: Meta,
	pageCount: number,
	tree: Tree,
	taken: PageSet,
): void {
	const lists: LeafEntry[] = [];
	new TreeWalk(descriptor, meta, pageCount, taken, {
		entries: entries => lists.push(...entries),
		orphans() {},
		damaged(error) {
			throw error;
		},
		unfree(error) {
			throw error;
		},
	}).check(tree);
	for (const { key, valueAt, valueBytes } of lists) {
		const list = Buffer.alloc(valueBytes);
		readSync(descriptor, list, 0, valueBytes, valueAt);
		const found = freePagesFault(key, list, meta.lastPage, taken);
		if (found !== undefined) {
			throw damaged(Math.floor(valueAt / meta.pageBytes), found);
		}
	}

	// LMDB would take new pages from behind one that the file does not have.
	const knownCount = firstTreePage + taken.count;
	if (meta.lastPage + 1 !== knownCount) {
		throw damagedMeta(
			`it has ${meta.lastPage + 1} pages, of which ${knownCount} are in use or free`,
		);
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
	const [free, rows] = meta.trees;
	let isWhole = true;
	const taken = new PageSet(pageCount);
	const walk = new TreeWalk(descriptor, meta, pageCount, taken, {
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
	} else if (free !== undefined) {
		try {
			checkFree(descriptor, meta, pageCount, free, taken);
		} catch (error) {
			if (!(error instanceof StoreError)) {
				throw error;
			}

			visitor.unfree(error);
		}
	}
}
