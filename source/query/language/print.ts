import type { Query } from '../syntax/tree.ts';
import { printSearch } from '../syntax/print-expression.ts';
import { printStage } from './print-stage.ts';

/**
 * The query as text again: reading it gives an equal tree, spans aside. Broken and unsupported
 * stages print as written.
 */
export function print(query: Query): string {
	const search = query.search.kind === 'all' ? '*' : printSearch(query.search);
	const stages = query.stages.map(stage => printStage(stage, query.text));
	return [search, ...stages].join(' | ');
}
