import type { Plan, PlannedStage } from '../plan/plan.ts';
import { pipelinesBefore } from './pipelines.ts';
import type { RunState } from './run-state.ts';

/**
 * The plan with stages that know what they have to learn of the records first. Stages before them run once
 * more for that, over other ranges, so what is learned of a range is kept until the run ends: otherwise each of
 * several such stages would double the work.
 */
export async function withLearned(plan: Plan, state: RunState): Promise<Plan> {
	const stream = await learnedStages(plan, plan.stream, state);
	const ordered = await learnedStages(plan, plan.ordered, state);
	return { ...plan, stream, ordered };
}

async function learnedStages(
	plan: Plan,
	stages: readonly PlannedStage[],
	state: RunState,
): Promise<readonly PlannedStage[]> {
	const done: PlannedStage[] = [];
	for (const planned of stages) {
		done.push(await learnedStage(plan, planned, state));
	}

	return done;
}

async function learnedStage(
	plan: Plan,
	planned: PlannedStage,
	state: RunState,
): Promise<PlannedStage> {
	const { stage, spec } = planned;
	if (spec.run.class !== 'rows' || spec.run.learn === undefined) {
		return planned;
	}

	const { context, learned } = state;
	const range = `${context.fromMs} ${context.toMs}`;
	const known = learned.get(stage) ?? new Map<string, typeof stage>();
	learned.set(stage, known);
	const before = known.get(range);
	if (before !== undefined) {
		return { ...planned, stage: before };
	}

	const made = await spec.run.learn(stage, context, pipelinesBefore(plan, planned, state));
	known.set(range, made);
	return { ...planned, stage: made };
}
