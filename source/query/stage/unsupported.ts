import { unsupportedStages } from '../syntax/foreign.ts';
import type { StageNode } from '../syntax/tree.ts';
import { neverRun } from './never-run.ts';
import type { StageSpec } from './stage-spec.ts';

/** A stage of the reference product that we do not support; the fault is at its name. */
export interface UnsupportedStage extends StageNode {
	readonly kind: 'unsupported';
	readonly name: string;
}

export const unsupported: StageSpec<UnsupportedStage> = {
	kind: 'unsupported',
	...neverRun,
	read: reader => {
		const { word, start, end } = reader.peek();
		const next = unsupportedStages.get(word) ?? 'trailtop help query lists the stages';
		reader.fault(reader.span(start, end), `${word} is not supported yet`, next);
		reader.moveTo(reader.limit);
		return { kind: 'unsupported', name: word };
	},
	name: stage => stage.name,
};
