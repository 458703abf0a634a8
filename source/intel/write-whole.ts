import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file atomically: readers in other processes see the old file until the new one is
 * complete and on disk.
 */
export async function writeWhole(
	file: string,
	chunks: Iterable<string | Uint8Array>,
): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const unfinished = `${file}.${randomUUID()}.part`;
	try {
		const handle = await open(unfinished, 'w', 0o600);
		try {
			for (const chunk of chunks) {
				await handle.writeFile(chunk);
			}

			await handle.sync();
		} finally {
			await handle.close();
		}

		await rename(unfinished, file);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
}

/** Reads a file; undefined when it does not exist. */
export async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
	try {
		return await reading;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}
