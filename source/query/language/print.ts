import type { Printing } from '../stage/stage-spec.ts';
import type { Query } from '../syntax/tree.ts';
import { printSearch } from '../syntax/print-expression.ts';
import { specOf } from '../stage/index.ts';

/**
 * The query as text again: parsing it gives an equal tree, except for spans. Broken and unsupported
 * stages print as written.
 */
export function print(query: Query): string {
	const search = query.search.kind === 'all' ? '*' : printSearch(query.search);
	const printing: Printing = {
		text: query.text,
		stage: inner => specOf(inner).print(inner, printing),
	};
	const stages = query.stages.map(stage => printing.stage(stage));
	return [search, ...stages].join(' | ');
}
