import type { Plan } from '../plan/plan.ts';
import { fingerprint, isOfTheRange } from '../syntax/fingerprint.ts';
import { centuryYear } from '../time/time.ts';
import type { RunState } from './run-state.ts';

/**
 * The cache key of a plan's partials of sealed segments: contains everything that they depend on.
 * Undefined when they depend on the current time or the range and cannot be cached.
 */
export function planKey(plan: Plan, state: RunState): string | undefined {
	const { aggregate } = plan;
	const { context } = state;
	if (aggregate === undefined || plan.ordered.length > 0) {
		return undefined;
	}

	const parts: unknown[] = [
		plan.search,
		aggregate.calls.map(({ name, args, numbers }) => [name, args, numbers]),
		aggregate.by,
		context.timeZone,
		centuryYear(context.nowMs),
	];
	for (const { stage, spec, index } of plan.stream) {
		const { run } = spec;
		const more = run.class === 'rows' && run.keptBy !== undefined ? run.keptBy(stage, context) : [];
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
