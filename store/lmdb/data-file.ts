import { closeSync, fstatSync, readFileSync, statSync } from 'node:fs';
import { StoreError } from '../errors.ts';
import { readMeta } from './meta-page.ts';
import { openOwn } from './own-file.ts';
import { checkTrees } from './pages.ts';

/**
 * Bytes of address space, not of disk: the file grows page by page. LMDB never needs to remap below
 * this size.
 */
const mapBytesMax = 2 ** 40;

/**
 * Refuses a file that LMDB cannot open, or whose pages do not prove each other: LMDB would not throw
 * but end the process, or give other records than were written.
 *
 * @throws StoreError `not-a-store`, `not-a-file`, `file-cut`, `file-damaged`
 */
export function checkDataFile(file: string): void {
	if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) {
		return;
	}

	const descriptor = openOwn(file, 'read');
	try {
		for (let attempt = 1; !isProven(file, descriptor, attempt === attempts); attempt++);
	} finally {
		closeSync(descriptor);
	}
}

/** A store that is written so fast that its pages change under each look is not proven. */
const attempts = 5;

/**
 * Whether the file was seen whole; false when a commit came in between, which may use pages again
 * that were looked at.
 */
function isProven(file: string, descriptor: number, isLast: boolean): boolean {
	const meta = readMeta(descriptor);
	if (meta === undefined) {
		throw new StoreError(
			'not-a-store',
			`${file} is no LMDB file of the kind that this program writes`,
		);
	}

	try {
		// Asked after the meta page was read: a commit makes the file longer first.
		const { size } = fstatSync(descriptor);
		checkTrees(descriptor, meta, Math.floor(size / meta.pageBytes));
		return true;
	} catch (error) {
		if (readMeta(descriptor)?.transaction === meta.transaction) {
			throw error;
		}

		return isLast;
	}
}

/**
 * How many bytes to map. Undefined when the process may not use so much address space: LMDB then
 * grows its map in steps, and mapping more at once would end the process.
 */
export function mapBytes(): number | undefined {
	if (process.platform !== 'linux') {
		return mapBytesMax;
	}

	try {
		const limits = readFileSync('/proc/self/limits', 'utf8');
		return /^Max address space\s+unlimited/m.test(limits) ? mapBytesMax : undefined;
	} catch {
		return undefined;
	}
}
