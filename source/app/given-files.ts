import { stat } from 'node:fs/promises';
import { UsageError } from './arguments.ts';
import type { IntelSpec } from './intel.ts';

/**
 * Checks the files of the command line before anything is started for them.
 *
 * @throws UsageError
 */
export async function checkGivenFiles(
	spec: Pick<IntelSpec, 'threatFiles' | 'geoFiles'>,
): Promise<void> {
	await checkThere('threats', spec.threatFiles);
	await checkThere('geo', spec.geoFiles);
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
