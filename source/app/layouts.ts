import { readdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Layout } from '../dashboard/layout/layout.ts';
import { formatLayoutFault, readLayout } from '../dashboard/layout/read-layout.ts';
import { orUndefined } from '../intel/write-whole.ts';
import { readShipped } from './shipped.ts';
import { formatPlural } from '../text/number.ts';

/** Layouts in the order of their digits, and what is wrong with the ones that could not be read. */
export interface LoadedLayouts {
	readonly layouts: readonly Layout[];
	/** `file:line: …`, one line a fault. */
	readonly faults: readonly string[];
}

/** Dashboards that are shown at once; more make the header unreadable. */
const layoutsMax = 50;

/**
 * Reads the layouts that came with the program and the user’s own. A user’s layout with the name
 * of one of ours takes its place. A wrong one is left out and reported; the others live.
 *
 * @param administrators - of the environment: whom the variable `administrators` names at first
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
		for (const file of await yamlFiles(dir)) {
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

async function yamlFiles(dir: string): Promise<readonly string[]> {
	const names = (await orUndefined(readdir(dir))) ?? [];
	return (
		names
			// Saved searches lie beside the dashboards and have a reader of their own.
			.filter(name => /\.ya?ml$/.test(name) && name !== 'searches.yaml')
			.sort()
			.map(name => join(dir, name))
	);
}

/** The folder beside the program: one up from dist/, two up from source/cli/. */
export function ownLayoutsDir(): string {
	const candidates = ['../layouts', '../../layouts'].map(path =>
		fileURLToPath(new URL(path, import.meta.url)),
	);
	return (
		candidates.find(candidate => existsSync(join(candidate, 'access.yaml'))) ?? candidates[0] ?? ''
	);
}
