import type { Search } from './tree.ts';

/** Terms in a row, or alternatives; undefined for none. */
export function joinedSearch(kind: 'and' | 'or', items: readonly Search[]): Search | undefined {
	const [first] = items;
	const last = items.at(-1);
	if (first === undefined || last === undefined) {
		return undefined;
	}

	return items.length === 1
		? first
		: { kind, items, span: { start: first.span.start, end: last.span.end } };
}
