import type { Search } from '../syntax/tree.ts';

/** How a part of the search is evaluated, from cheap to expensive. */
export type SearchWay = 'always' | 'column' | 'key' | 'text';

/** `"key":…` phrases are evaluated on the columns with that key. */
const keyedPhrase = /^"[^"\\]+":["\-0-9a-z]/i;

export function searchWay(search: Search): SearchWay {
	switch (search.kind) {
		case 'all':
			return 'always';
		case 'field':
			return 'column';
		case 'subquery':
			return search.subquery.keywords ? 'text' : 'column';
		case 'not':
			return searchWay(search.item);
		case 'word':
			return /^\*+$/.test(search.text) ? 'always' : 'text';
		case 'phrase':
			return keyedPhrase.test(search.text) ? 'key' : 'text';
		case 'and':
		case 'or':
			return ways[
				Math.max(0, ...search.items.map(item => ways.indexOf(searchWay(item))))
			] as SearchWay;
	}
}

const ways: readonly SearchWay[] = ['always', 'column', 'key', 'text'];

/** The items of an `and`, the cheapest first; equally cheap ones keep their order. */
export function searchOrder(items: readonly Search[]): readonly Search[] {
	return [...items].sort((a, b) => ways.indexOf(searchWay(a)) - ways.indexOf(searchWay(b)));
}
