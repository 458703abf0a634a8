import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { StoreError } from '../errors.ts';

/** Offsets in LMDB's first page of its magic number and of its format version. */
const magicAt = 24;
const magic = 0xbeefc0de;
const lmdbVersion = 2;

/**
 * Bytes of address space, not of disk: the file grows page by page. LMDB never needs to remap below
 * this size.
 */
const mapBytesMax = 2 ** 40;

/**
 * Refuses a file that LMDB cannot open. LMDB's binding would not throw but end the process.
 *
 * @throws StoreError `not-a-store`
 */
export function checkDataFile(file: string): void {
	const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	if (size === 0) {
		return;
	}

	const head = Buffer.alloc(magicAt + 8);
	const descriptor = openSync(file, 'r');
	try {
		readSync(descriptor, head, 0, head.length, 0);
	} finally {
		closeSync(descriptor);
	}

	if (head.readUInt32LE(magicAt) !== magic || head.readUInt32LE(magicAt + 4) !== lmdbVersion) {
		throw new StoreError(
			'not-a-store',
			`${file} is no LMDB file of the kind that this program writes`,
		);
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
