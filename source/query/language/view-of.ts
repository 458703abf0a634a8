import type { Search } from '../syntax/tree.ts';
import { parse } from './parse.ts';

const viewField = '_view';

/**
 * The view whose records the search of a query asks for: `findings` of `_view=findings | count`, in small letters;
 * undefined for records of the store.
 */
export function viewOf(text: string): string | undefined {
	// Most queries name no view, and need not be read for it.
	return text.includes(viewField) ? viewIn(parse(text).query.search) : undefined;
}

function viewIn(search: Search): string | undefined {
	switch (search.kind) {
		case 'and':
			return search.items.map(viewIn).find(name => name !== undefined);
		case 'field':
			return !search.negated && search.field.name.toLowerCase() === viewField
				? search.value.toLowerCase()
				: undefined;
		default:
			return undefined;
	}
}
