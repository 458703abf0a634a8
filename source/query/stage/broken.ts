import type { StageNode } from '../syntax/tree.ts';
import { neverRun } from './never-run.ts';
import type { StageSpec } from './stage-spec.ts';

/**
 * A stage that could not be parsed; its fault says why. It is kept so that the other stages keep
 * their indexes.
 */
export interface BrokenStage extends StageNode {
	readonly kind: 'broken';
}

export const broken: StageSpec<BrokenStage> = {
	kind: 'broken',
	...neverRun,
	read: reader => {
		reader.moveTo(reader.limit);
		return { kind: 'broken' };
	},
	name: () => 'broken',
};
