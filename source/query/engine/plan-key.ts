import type { Plan } from '../plan/plan.ts';
import { fingerprint, isOfTheRange } from '../syntax/fingerprint.ts';
import { centuryYear } from '../time/time.ts';
import type { RunState } from './run-state.ts';

/**
 * Names everything that a partial of a sealed segment depends on; undefined when it depends on the
 * moment or on the range, and cannot be kept.
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

		// Counts are kept by index, and a stage that the plan leaves out moves it.
		parts.push(index, stage, more);
	}

	const key = fingerprint(parts);
	// A record's number in the store changes when older segments go.
	return key.toLowerCase().includes('"_messagecount"') ? undefined : key;
}
