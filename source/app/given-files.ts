import { stat } from 'node:fs/promises';
import { UsageError } from './arguments.ts';

/** Files that the command line names. */
export interface GivenFiles {
	readonly threatFiles: readonly string[];
	readonly geoFiles: readonly string[];
}

/**
 * Checks the files of the command line before any work is started.
 *
 * @throws UsageError
 */
export async function checkGivenFiles({ threatFiles, geoFiles }: GivenFiles): Promise<void> {
	await checkThere('threats', threatFiles);
	await checkThere('geo', geoFiles);
}

async function checkThere(flag: string, files: readonly string[]): Promise<void> {
	for (const file of files) {
		try {
			if (!(await stat(file)).isFile()) {
				throw new UsageError(`--${flag} ${file} is no file`);
			}
		} catch (error) {
			throw error instanceof UsageError
				? error
				: new UsageError(`--${flag} ${file} cannot be read: ${(error as Error).message}`);
		}
	}
}
