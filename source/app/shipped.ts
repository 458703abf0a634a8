import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Layout } from '../dashboard/layout/layout.ts';
import type { SavedSearch } from '../dashboard/layout/searches.ts';
import { orUndefined } from '../intel/write-whole.ts';

/** The dashboards and searches that are part of the program, already checked. */
export interface Shipped {
	readonly layouts: readonly Layout[];
	readonly searches: readonly SavedSearch[];
}

/** The name of the file that the build writes beside the program. */
export const shippedFile = 'shipped.json';

/**
 * Reads the file that the build made of the YAML files, because reading the YAML takes a quarter of
 * a second. Undefined when the program runs from its sources.
 */
export async function readShipped(): Promise<Shipped | undefined> {
	const file = fileURLToPath(new URL(shippedFile, import.meta.url));
	const text = await orUndefined(readFile(file, 'utf8'));
	return text === undefined ? undefined : (JSON.parse(text) as Shipped);
}
