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
 * Reads the saved searches of every folder. A later one with the name of an earlier one takes its
 * place, and a file that is not there has none.
 *
 * @param shipped - those that come before all of them
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
