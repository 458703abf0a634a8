import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A link, a folder or the like stands where we write: an error as the system has them. */
class NotAFile extends Error {
	override readonly name = 'NotAFile';
	readonly code = 'ELOOP';
	readonly syscall = 'open';
}

/**
 * Writes a file atomically: readers in other processes see the old file until the new one is
 * complete and on disk. Only its owner can read it.
 *
 * @throws an error with the code ELOOP when `file` is there and is no regular file: whoever put a
 *   link there wants it to stay, or wants us to write elsewhere
 */
export async function writeWhole(
	file: string,
	chunks: Iterable<string | Uint8Array>,
): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	const there = await orUndefined(lstat(file));
	if (there?.isFile() === false) {
		const what = there.isSymbolicLink() ? 'a link' : 'no regular file';
		throw new NotAFile(`${file} is ${what}, and is not written`);
	}

	const unfinished = `${file}.${randomUUID()}.part`;
	try {
		const handle = await open(unfinished, 'wx', 0o600);
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
