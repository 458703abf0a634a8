import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatLayoutFault, readLayout } from '../dashboard/layout/read-layout.ts';
import type { Layout } from '../dashboard/layout/layout.ts';
import { writeWhole } from '../intel/write-whole.ts';
import { check } from '../query/check/check.ts';
import { parse } from '../query/language/parse.ts';
import { formatBytes } from '../text/number.ts';
import { UsageError } from './arguments.ts';
import { layoutFiles, loadLayouts, ownLayoutsDir } from './layouts.ts';

/** A dashboard is some kilobytes; a larger file was most likely named by mistake. */
export const layoutBytesMax = 1 << 20;

interface CheckedLayout {
	/** Its faults, those of its queries included: `file:line: …`, one line each. */
	readonly faults: readonly string[];
	/** What is most likely a mistake in its queries, in the same form. */
	readonly warnings: readonly string[];
	/** Undefined where there are faults. */
	readonly layout: Layout | undefined;
}

/** Checks a dashboard file. No store is asked, so a field of a record is never called unknown. */
export function checkLayout(text: string, file: string): CheckedLayout {
	const read = readLayout(text, file);
	if (!read.ok) {
		const faults = read.faults.map(fault => formatLayoutFault(fault));
		return { faults, warnings: [], layout: undefined };
	}

	const faults = read.layout.panels.flatMap(({ id, query }) =>
		parse(query)
			.faults.filter(({ severity }) => severity === 'fault')
			.map(({ message, next }) => `${file}: panel ${id}: ${message}; ${next}`),
	);
	const layout = faults.length === 0 ? read.layout : undefined;
	return { faults, warnings: layout === undefined ? [] : layoutWarnings(layout, file), layout };
}

/** @param file - its file or its name, for the lines */
export function layoutWarnings(layout: Layout, file: string): readonly string[] {
	return layout.panels.flatMap(({ id, query }) => {
		const parsed = parse(query);
		return [...parsed.faults, ...check(parsed.query)]
			.filter(({ severity }) => severity === 'warning')
			.map(({ message, next }) => `${file}: panel ${id}: warning: ${message}; ${next}`);
	});
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

	const { layout, faults } = checkLayout(text, file);
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
