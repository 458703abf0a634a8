import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatLayoutFault, readLayout } from '../dashboard/layout/read-layout.ts';
import type { Layout } from '../dashboard/layout/layout.ts';
import { writeWhole } from '../intel/write-whole.ts';
import { parse } from '../query/language/parse.ts';
import { formatBytes } from '../text/number.ts';
import { UsageError } from './arguments.ts';
import { layoutFiles, loadLayouts, ownLayoutsDir } from './layouts.ts';

/** A dashboard is some kilobytes; a larger file was most likely named by mistake. */
export const layoutBytesMax = 1 << 20;

/** The faults of a dashboard file, those of its queries included: `file:line: …`, one line each. */
export function layoutFaults(
	text: string,
	file: string,
): { readonly faults: readonly string[]; readonly layout: Layout | undefined } {
	const read = readLayout(text, file);
	if (!read.ok) {
		return { faults: read.faults.map(fault => formatLayoutFault(fault)), layout: undefined };
	}

	const faults = read.layout.panels.flatMap(({ id, query }) =>
		parse(query)
			.faults.filter(({ severity }) => severity === 'fault')
			.map(({ message, next }) => `${file}: panel ${id}: ${message}; ${next}`),
	);
	return { faults, layout: faults.length === 0 ? read.layout : undefined };
}

/**
 * The text of the file of a dashboard, the user's own before ours.
 *
 * @throws UsageError when there is none of that name
 */
export async function layoutText(name: string, configDir: string): Promise<string> {
	for (const dir of [join(configDir, 'layouts'), ownLayoutsDir()]) {
		for (const file of await layoutFiles(dir)) {
			const text = await readFile(file, 'utf8');
			const read = readLayout(text, file);
			if (read.ok && read.layout.name === name) {
				return text;
			}
		}
	}

	const { layouts } = await loadLayouts(configDir);
	throw new UsageError(
		`there is no dashboard "${name}"; the dashboards: ${layouts.map(one => one.name).join(', ')}`,
	);
}

export type Taken =
	| { readonly faults: readonly string[] }
	| {
			readonly layout: Layout;
			readonly file: string;
			/** What the user should know of it, as sentences. */
			readonly notes: readonly string[];
	  };

/**
 * Takes a dashboard that somebody shared among the user's own: checked first, and written whole.
 *
 * @param file - where the text came from, for faults
 * @param replaces - a dashboard of the same name may be replaced
 * @throws UsageError when one of that name is there already
 */
export async function takeLayout(
	text: string,
	file: string,
	configDir: string,
	replaces: boolean,
): Promise<Taken> {
	const bytes = Buffer.byteLength(text);
	if (bytes > layoutBytesMax) {
		throw new UsageError(
			`${file} has ${formatBytes(bytes)}: a dashboard has at most ${formatBytes(layoutBytesMax)}`,
		);
	}

	const { layout, faults } = layoutFaults(text, file);
	if (layout === undefined) {
		return { faults };
	}

	const known = (await loadLayouts(configDir)).layouts;
	const same = known.find(({ name }) => name === layout.name);
	if (same !== undefined && !replaces) {
		throw new UsageError(
			`a dashboard "${layout.name}" is there already; --replace takes the new one, or change its \`name:\``,
		);
	}

	const target = join(configDir, 'layouts', `${layout.name}.yaml`);
	await writeWhole(target, [text]);
	return { layout, file: target, notes: notesOf(layout, known) };
}

function notesOf(layout: Layout, known: readonly Layout[]): readonly string[] {
	const others = known.filter(({ name }) => name !== layout.name);
	const digit = others.find(({ key }) => key !== undefined && key === layout.key);
	const ids = new Set(others.flatMap(({ panels }) => panels.map(({ id }) => id)));
	const shared = layout.panels.map(({ id }) => id).filter(id => ids.has(id));
	return [
		...(digit === undefined
			? []
			: [`the digit ${String(layout.key)} opens ${digit.name}: give this one another \`key:\``]),
		...(shared.length === 0
			? []
			: [`other dashboards have panels with the ids ${shared.slice(0, 5).join(', ')} too`]),
	];
}
