import type { StageNode } from '../syntax/tree.ts';
import { afterExpression } from './stage-completion.ts';
import { opened } from './schema.ts';
import type { StageSpec } from './stage-spec.ts';

/** Could not be read; its fault says why. Kept so that the other stages keep their places. */
export interface BrokenStage extends StageNode {
	readonly kind: 'broken';
}

export const broken: StageSpec<BrokenStage> = {
	kind: 'broken',
	help: undefined,
	read: reader => {
		reader.moveTo(reader.limit);
		return { kind: 'broken' };
	},
	print: ({ span }, { text }) => text.slice(span.start, span.end),
	name: () => 'broken',
	explain: () => '',
	reads: () => [],
	makes: (_, before) => opened(before),
	run: { class: 'none' },
	complete: { operands: 'expression', opens: [], follows: afterExpression },
	drill: { made: () => [], dropsRows: false },
};
