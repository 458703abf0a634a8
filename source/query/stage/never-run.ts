import { afterExpression } from './stage-completion.ts';
import { opened } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';
import type { StageNode } from '../syntax/tree.ts';

/** Members of a stage that always has a fault and never runs. */
export const neverRun = {
	help: undefined,
	print: ({ span }, { text }) => text.slice(span.start, span.end),
	explain: () => '',
	reads: () => [],
	makes: (_, before) => opened(before),
	run: { class: 'none' },
	complete: { operands: 'expression', opens: [], follows: afterExpression },
	drill: { made: () => [], dropsRows: false },
} satisfies Omit<StageSpec<StageNode>, 'kind' | 'read' | 'name'>;
