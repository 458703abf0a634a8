import * as z from 'zod';
import { readYaml } from '../../config/yaml-text.ts';
import { noYaml } from './read-layout.ts';
import type { LayoutFault } from './read-layout.ts';

const searchSchema = z.strictObject({
	name: z
		.string()
		.regex(/^[a-z][a-z0-9-]*$/, 'a word of small letters, digits and - that starts with a letter'),
	title: z.string().min(1),
	description: z.string(),
	query: z.string().min(1),
});

/** The schema of the file of saved searches. */
export const searchesFileSchema = z.strictObject({ searches: z.array(searchSchema) });

/** A saved query with its title. */
export type SavedSearch = Readonly<z.infer<typeof searchSchema>>;

export type SearchesOutcome =
	| { readonly ok: true; readonly searches: readonly SavedSearch[] }
	| { readonly ok: false; readonly faults: readonly LayoutFault[] };

/** Saved searches that are read; nobody uses a longer list. */
const searchesMax = 500;

/**
 * Reads a file of saved searches.
 *
 * @param text - YAML
 * @param file - its name, for faults
 */
export function readSearches(text: string, file: string): SearchesOutcome {
	const yaml = readYaml(text);
	if (yaml.errors.length > 0) {
		return { ok: false, faults: yaml.errors.map(error => noYaml(file, error)) };
	}

	const faultAt = (path: readonly PropertyKey[], message: string, next = ''): LayoutFault => ({
		file,
		line: yaml.positionOf(path).line,
		path: path.map(String).join('.'),
		message,
		next,
	});
	const parsed = searchesFileSchema.safeParse(yaml.data);
	if (!parsed.success) {
		const { issues } = parsed.error;
		return { ok: false, faults: issues.map(({ path, message }) => faultAt(path, message)) };
	}

	const { searches } = parsed.data;
	const names = searches.map(({ name }) => name);
	const faults = names.flatMap((name, index) =>
		names.indexOf(name) === index
			? []
			: [
					faultAt(
						['searches', index, 'name'],
						`the name "${name}" is taken already`,
						'give it another name',
					),
				],
	);

	if (searches.length > searchesMax) {
		faults.push(
			faultAt(
				['searches'],
				`there are ${searches.length} searches, and at most ${searchesMax} are kept`,
				'take some out',
			),
		);
	}

	return faults.length > 0 ? { ok: false, faults } : { ok: true, searches };
}
