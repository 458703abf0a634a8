import type { Plan } from '../plan/plan.ts';
import { timesliceSteps } from '../time/time.ts';
import { isEnrichStage, prepareEnrichment } from '../stage/enrichment.ts';
import { centuryYear, fingerprint, isOfTheRange } from '../stage/row-stage.ts';
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
	for (const { stage, index } of plan.stream) {
		// Counts are kept by index, and a stage that the plan leaves out moves it.
		if (isOfTheRange(stage)) {
			return undefined;
		}

		if (stage.kind === 'timeslice') {
			const { step } = timesliceSteps(stage.step, context.fromMs, context.toMs, context.timeZone);
			if (step === undefined) {
				return undefined;
			}

			parts.push(['timeslice', step, stage.as, index]);
			continue;
		}

		parts.push(index, stage);
		if (isEnrichStage(stage)) {
			parts.push(prepareEnrichment(stage, context.lookups, () => undefined).version);
		}
	}

	const key = fingerprint(parts);
	// A record's number in the store changes when older segments go.
	return key.toLowerCase().includes('"_messagecount"') ? undefined : key;
}
