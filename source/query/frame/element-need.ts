import type { Value } from '../value.ts';

/** What the records must have of which a condition about elements of lists may hold. */
export type ElementNeed =
	| { readonly kind: 'all' | 'some'; readonly parts: readonly ElementNeed[] }
	| {
			readonly kind: 'element';
			/** The names of a list, of a list in its elements, and so on; one at least. */
			readonly lists: readonly string[];
			/** The name of a field of the last list's elements. */
			readonly field: string;
			/** False for null. */
			readonly test: (value: Value) => boolean;
			/** Names the test across queries; undefined when it depends on the range. */
			readonly name: string | undefined;
	  };

/** The lists that are fields of the record. */
export function outerLists(need: ElementNeed): readonly string[] {
	return need.kind === 'element' ? need.lists.slice(0, 1) : need.parts.flatMap(outerLists);
}
