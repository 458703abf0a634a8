import { chmodSync, closeSync, fsyncSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StoreError } from '../errors.ts';
import { commitError } from './commit-error.ts';
import { checkDiskSpace, diskSpaceOf } from './disk-space.ts';
import { dataFileName, openEnvironment } from './environment.ts';
import { openOwn } from './own-file.ts';
import { beginWriting } from './writing.ts';

export interface Compaction {
	readonly bytesBefore: number;
	readonly bytesAfter: number;
}

/** The file that a compaction writes before it takes the place of the store's. */
function copyOf(dir: string): string {
	return join(dir, `${dataFileName}.compacted`);
}

/** Removes what a compaction that was killed left; whoever calls it has the lease. */
export function removeOldCopy(dir: string): void {
	rmSync(copyOf(dir), { force: true });
}

/**
 * Copies the store's used pages to a new file and replaces the old file by it. No other process may
 * have the store open meanwhile, because it would continue to use the old file.
 *
 * @throws StoreError `lease-held`, `disk-full`, and the errors of `openWriter`
 */
export async function compactStore(
	dir: string,
	clock: () => number = Date.now,
): Promise<Compaction> {
	const file = join(dir, dataFileName);
	const copy = copyOf(dir);
	const environment = openEnvironment({ dir, directoryMode: 0o700, create: false });
	let end = (): Promise<void> => environment.close();
	try {
		const { lease, end: endWriting } = beginWriting(environment, clock, { heartbeatMs: 0 });
		end = endWriting;
		const readerCount = environment.otherReaderCount();
		if (readerCount > 0) {
			throw new StoreError('readers-open', `${readerCount} other readers have the store open`);
		}

		const { usedBytes, fileBytes } = environment.pageUse();
		const disk = diskSpaceOf(dir);
		checkDiskSpace({ ...disk, freeBytes: disk.freeBytes - usedBytes }, dir);
		try {
			rmSync(copy, { force: true });
			await environment.copyCompacted(copy);
			chmodSync(copy, statSync(file).mode & 0o777);
			flush(copy);
		} catch (cause) {
			const message = `its compacted copy could not be written (${messageOf(cause)}); the store is as it was`;
			throw new StoreError(commitError(cause).code, message, { cause });
		}

		// The copy contains our lease too, so a writer that starts between these lines must wait.
		await environment.close();
		end = () => Promise.resolve();
		renameSync(copy, file);
		rmSync(`${file}-lock`, { force: true });
		const compacted = openEnvironment({ dir, directoryMode: 0o700, create: false });
		end = () => compacted.close();
		compacted.commit(batch => lease.release(batch));
		return { bytesBefore: fileBytes, bytesAfter: compacted.pageUse().fileBytes };
	} finally {
		rmSync(copy, { force: true });
		await end();
	}
}

function flush(file: string): void {
	const descriptor = openOwn(file, 'write');
	fsyncSync(descriptor);
	closeSync(descriptor);
}
