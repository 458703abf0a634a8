import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import type { LayoutFault } from './read-layout.ts';

const searchSchema = z.strictObject({
	name: z
		.string()
		.regex(/^[a-z][a-z0-9-]*$/, 'a word of small letters, digits and - that starts with a letter'),
	title: z.string().min(1),
	description: z.string(),
	query: z.string().min(1),
});

/** The form of the file of saved searches. */
export const searchesFileSchema = z.strictObject({ searches: z.array(searchSchema) });

/** A query to begin with. */
export type SavedSearch = Readonly<z.infer<typeof searchSchema>>;

export type SearchesOutcome =
	| { readonly ok: true; readonly searches: readonly SavedSearch[] }
	| { readonly ok: false; readonly faults: readonly LayoutFault[] };

/** Saved searches that are kept; a longer list is not read by anybody. */
const searchesMax = 500;

/**
 * Reads a file of saved searches.
 *
 * @param text - YAML
 * @param file - its name, for faults
 */
export function readSearches(text: string, file: string): SearchesOutcome {
	const lineCounter = new LineCounter();
	const document = parseDocument(text, { lineCounter, prettyErrors: false });
	const faultAt = (offset: number, path: string, message: string, next = ''): LayoutFault => ({
		file,
		line: lineCounter.linePos(offset).line,
		path,
		message,
		next,
	});

	if (document.errors.length > 0) {
		return {
			ok: false,
			faults: document.errors.map(({ pos, message }) =>
				faultAt(pos[0], '', `this is no YAML: ${message}`),
			),
		};
	}

	const offsetOf = (path: readonly PropertyKey[]): number => {
		for (let length = path.length; length > 0; length--) {
			const node = document.getIn(path.slice(0, length), true) as
				{ readonly range?: readonly number[] | null } | undefined;

			if (node?.range?.[0] !== undefined) {
				return node.range[0];
			}
		}

		return 0;
	};
	const parsed = searchesFileSchema.safeParse(document.toJS());

	if (!parsed.success) {
		return {
			ok: false,
			faults: parsed.error.issues.map(({ path, message }) =>
				faultAt(offsetOf(path), path.map(String).join('.'), message),
			),
		};
	}

	const { searches } = parsed.data;
	const names = searches.map(({ name }) => name);
	const faults = names.flatMap((name, index) =>
		names.indexOf(name) === index
			? []
			: [
					faultAt(
						offsetOf(['searches', index, 'name']),
						`searches.${index}.name`,
						`the name "${name}" is taken already`,
						'give it another name',
					),
				],
	);

	if (searches.length > searchesMax) {
		faults.push(
			faultAt(
				offsetOf(['searches', searchesMax]),
				'searches',
				`there are ${searches.length} searches, and at most ${searchesMax} are kept`,
				'take some out',
			),
		);
	}

	return faults.length > 0 ? { ok: false, faults } : { ok: true, searches };
}
