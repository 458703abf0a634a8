import { constants, lstatSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../errors.ts';

const othersWrite = 0o022;

/**
 * Refuses what stands in the place of one of the store's files and is none: LMDB would follow a link
 * and write over its target. A file that does not exist is not refused.
 *
 * @throws StoreError `not-a-file`
 */
export function refuseForeign(file: string): void {
	const found = lstatSync(file, { throwIfNoEntry: false });
	if (found === undefined) {
		return;
	}

	if (!found.isFile()) {
		const what = found.isSymbolicLink() ? 'a link' : 'no regular file';
		throw new StoreError('not-a-file', `${file} is ${what}, and is not opened`);
	}

	if (found.nlink > 1 && (statSync(dirname(file)).mode & othersWrite) !== 0) {
		throw new StoreError(
			'not-a-file',
			`${file} has a second name elsewhere, and others may write into its folder; it is not opened`,
		);
	}
}

/** @throws StoreError `not-a-file` when a link stands in the place of the directory */
export function refuseLinkedDirectory(dir: string): void {
	if (lstatSync(dir, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
		throw new StoreError('not-a-file', `${dir} is a link, and nothing is kept there`);
	}
}

/**
 * Opens one of the store's files without following a link.
 *
 * @throws StoreError `not-a-file`
 */
export function openOwn(file: string, access: 'read' | 'write'): number {
	refuseForeign(file);
	const flags = access === 'read' ? constants.O_RDONLY : constants.O_RDWR;
	return openSync(file, flags | constants.O_NOFOLLOW);
}
