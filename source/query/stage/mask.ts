import { textOf } from '../comparison.ts';
import { lazy, type Frame } from '../frame/frame.ts';
import { memoByCode, type Vector } from '../frame/vector.ts';
import type { StageNode } from '../syntax/tree.ts';
import { clusterCharactersMax, maskParameters } from './cluster/mask.ts';
import { neverRun } from './never-run.ts';
import { adding } from './schema.ts';
import type { StageContext } from './stage-context.ts';
import type { StageSpec } from './stage-spec.ts';
import { definingStep } from './steps.ts';

/** Makes the text that is clustered. Nobody writes it: `logreduce` and its like run it. */
export interface MaskStage extends StageNode {
	readonly kind: 'mask';
	readonly source: string;
	readonly as: string;
}

export const mask: StageSpec<MaskStage> = {
	...neverRun,
	kind: 'mask',
	read: reader => reader.failHere('mask is no stage', 'write logreduce'),
	name: () => 'logreduce',
	makes: (stage, before) => adding(before, [stage.as]),
	run: {
		class: 'rows',
		start: (stage, context) =>
			definingStep([stage.as], frame => {
				frame.define(
					stage.as,
					lazy(() => maskedVector(frame, stage, context)),
				);
			}),
		demands: stage => ({ columns: [stage.source] }),
		keptBy: () => [],
		storedBy: () => [],
	},
};

function maskedVector(frame: Frame, stage: MaskStage, context: StageContext): Vector {
	const source = frame.field(stage.source).get();
	const masked = (code: number) => {
		context.spending.work();
		const value = source.value(code);
		if (value === null) {
			return null;
		}

		const text = textOf(value);
		if (text.length > clusterCharactersMax) {
			context.warn(
				`of a text the first ${clusterCharactersMax} characters are compared; some have more`,
			);
		}

		return maskParameters(text.slice(0, clusterCharactersMax));
	};

	return {
		codes: source.codes,
		size: source.size,
		repeats: source.repeats,
		// Texts that hardly repeat are grouped as they come, and need no list of their own.
		value: source.repeats ? memoByCode(source.size, masked) : masked,
	};
}
