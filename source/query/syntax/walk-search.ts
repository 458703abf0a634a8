import type { Search } from './tree.ts';

/** Calls `visit` for the search and everything in it, the outermost first. */
export function walkSearch(search: Search, visit: (part: Search) => void): void {
	visit(search);
	if (search.kind === 'and' || search.kind === 'or') {
		search.items.forEach(item => {
			walkSearch(item, visit);
		});
	} else if (search.kind === 'not') {
		walkSearch(search.item, visit);
	}
}

/** Names of the fields that a search tests, in the order of the text. */
export function fieldsSearched(search: Search): readonly string[] {
	const names: string[] = [];
	walkSearch(search, part => {
		if (part.kind === 'field') {
			names.push(part.field.name);
		} else if (part.kind === 'subquery' && !part.subquery.keywords) {
			names.push(...part.subquery.fields.map(field => field.name));
		}
	});
	return names;
}
