import type { StageNode } from '../syntax/tree.ts';
import { neverRun } from './never-run.ts';
import type { StageSpec } from './stage-spec.ts';

/** Could not be read; its fault says why. Kept so that the other stages keep their places. */
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
