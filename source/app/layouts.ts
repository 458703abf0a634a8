import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Layout } from '../dashboard/layout/layout.ts';
import { formatLayoutFault, readLayout } from '../dashboard/layout/read-layout.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { readShipped } from './shipped.ts';
import { formatPlural } from '../text/number.ts';

/** Layouts in the order of their digit keys, and the faults of those that could not be read. */
export interface LoadedLayouts {
	readonly layouts: readonly Layout[];
	/** `file:line: …`, one line a fault. */
	readonly faults: readonly string[];
}

/** Dashboards in the console. With more of them the header cannot be read. */
const layoutsMax = 50;

/**
 * Reads the layouts that came with the program and the user’s own. A user’s layout replaces ours
 * with the same name. A layout with faults is left out and reported; the others are loaded.
 *
 * @param administrators - of the environment: the default of the variable `administrators`
 */
export async function loadLayouts(
	configDir: string,
	administrators: readonly string[] = [],
): Promise<LoadedLayouts> {
	const faults: string[] = [];
	const shipped = await readShipped();
	const byName = new Map(shipped?.layouts.map(layout => [layout.name, layout]));
	const ownDirs = shipped === undefined ? [ownLayoutsDir()] : [];
	for (const dir of [...ownDirs, join(configDir, 'layouts')]) {
		for (const file of await layoutFiles(dir)) {
			const read = readLayout(await readFile(file, 'utf8'), file);
			if (read.ok) {
				byName.set(read.layout.name, read.layout);
			} else {
				faults.push(...read.faults.map(fault => formatLayoutFault(fault)));
			}
		}
	}

	const digit = (layout: Layout) => layout.key ?? Number.POSITIVE_INFINITY;
	const sorted = [...byName.values()].sort(
		(a, b) => digit(a) - digit(b) || (a.name < b.name ? -1 : 1),
	);
	if (sorted.length > layoutsMax) {
		faults.push(
			`${formatPlural(sorted.length - layoutsMax, 'dashboard')} left out: ${layoutsMax} are shown at most; take some out of ${join(configDir, 'layouts')}`,
		);
	}

	const layouts = sorted
		.slice(0, layoutsMax)
		.map(layout => withAdministrators(layout, administrators));
	return { layouts, faults };
}

function withAdministrators(layout: Layout, administrators: readonly string[]): Layout {
	const variable = layout.variables['administrators'];
	return variable === undefined || administrators.length === 0
		? layout
		: {
				...layout,
				variables: {
					...layout.variables,
					administrators: { ...variable, default: administrators.join(',') },
				},
			};
}

/** Paths of the dashboard files in a folder; none when it does not exist. */
export async function layoutFiles(dir: string): Promise<readonly string[]> {
	const names = (await orUndefined(readdir(dir))) ?? [];
	return (
		names
			// Saved searches are in the same folder and are read by `readSearches`.
			.filter(name => /\.ya?ml$/.test(name) && name !== 'searches.yaml')
			.sort()
			.map(name => join(dir, name))
	);
}

/**
 * The layouts folder that belongs to the program: one level up from dist/, two levels up from
 * source/cli/.
 */
export function ownLayoutsDir(): string {
	const candidates = ['../layouts', '../../layouts'].map(path =>
		fileURLToPath(new URL(path, import.meta.url)),
	);
	return (
		candidates.find(candidate => existsSync(join(candidate, 'access.yaml'))) ?? candidates[0] ?? ''
	);
}
