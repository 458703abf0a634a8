import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatLayoutFault } from '../../dashboard/layout/read-layout.ts';
import { readSearches } from '../../dashboard/layout/searches.ts';
import type { SavedSearch } from '../../dashboard/layout/searches.ts';
import { describeError } from '../describe-error.ts';

export interface LoadedSearches {
	readonly searches: readonly SavedSearch[];
	/** `file:line: …`, one line a fault. */
	readonly faults: readonly string[];
}

/**
 * Reads the saved searches of every folder. A later search replaces an earlier one of the same
 * name. A missing file counts as empty.
 *
 * @param shipped - the searches that come before those of all folders
 */
export async function loadSearches(
	dirs: readonly string[],
	shipped: readonly SavedSearch[] = [],
): Promise<LoadedSearches> {
	const byName = new Map(shipped.map(search => [search.name, search]));
	const faults: string[] = [];
	for (const dir of dirs) {
		const file = join(dir, 'searches.yaml');
		const text = await readFile(file, 'utf8').catch((error: unknown) => {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				faults.push(`${file}: ${describeError(error)}`);
			}

			return undefined;
		});
		if (text === undefined) {
			continue;
		}

		const read = readSearches(text, file);
		if (read.ok) {
			for (const search of read.searches) {
				byName.set(search.name, search);
			}
		} else {
			faults.push(...read.faults.map(fault => formatLayoutFault(fault)));
		}
	}

	return { searches: [...byName.values()], faults };
}
