import type { Plan, PlannedStage } from '../plan/plan.ts';
import { fingerprint, isOfTheRange } from '../syntax/fingerprint.ts';
import { centuryYear } from '../time/time.ts';
import type { RunState } from './run-state.ts';

/** The names of what a plan computes over one sealed segment. */
export interface PlanKeys {
	/** Within this process. */
	readonly kept: string;
	/**
	 * In any process; undefined when the result depends on what only this one has, or nothing is
	 * stored.
	 */
	readonly stored: string | undefined;
}

/**
 * Keys that contain everything that a plan's partials of sealed segments depend on. Undefined when
 * they depend on the current time or the range and cannot be cached.
 */
export function planKeys(plan: Plan, state: RunState): PlanKeys | undefined {
	const kept = keyBy(plan, state, (run, stage) =>
		run.keptBy === undefined ? [] : run.keptBy(stage, state.context),
	);
	if (kept === undefined) {
		return undefined;
	}

	const stored =
		state.parts.partialStore &&
		keyBy(plan, state, (run, stage) =>
			run.keptBy === undefined ? [] : run.storedBy?.(stage, state.context),
		);
	return { kept, stored };
}

type Rows = Extract<PlannedStage['spec']['run'], { readonly class: 'rows' }>;

/** @param dependsOn - what a stage depends on besides itself; undefined when there is no key */
function keyBy(
	plan: Plan,
	state: RunState,
	dependsOn: (run: Rows, stage: PlannedStage['stage']) => readonly unknown[] | undefined,
): string | undefined {
	const { aggregate } = plan;
	const { context } = state;
	if (aggregate !== undefined && plan.ordered.length > 0) {
		return undefined;
	}

	const parts: unknown[] = [
		plan.search,
		aggregate === undefined
			? 'rows'
			: [aggregate.calls.map(({ name, args, numbers }) => [name, args, numbers]), aggregate.by],
		context.timeZone,
		centuryYear(context.nowMs),
	];
	for (const { stage, spec, index } of plan.stream) {
		const { run } = spec;
		const more = run.class === 'rows' ? dependsOn(run, stage) : [];
		if (more === undefined || isOfTheRange(stage)) {
			return undefined;
		}

		// Counts are stored by index, and a stage that the plan leaves out shifts the index.
		parts.push(index, stage, more);
	}

	const key = fingerprint(parts);
	// A record's number in the store changes when older segments are dropped.
	return key.toLowerCase().includes('"_messagecount"') ? undefined : key;
}
