/** One event of a sequence's keys. */
export interface StepEvent {
	readonly timeMs: number;
	readonly id: string;
	/** The steps that it can be, ascending from 0. */
	readonly steps: readonly number[];
	/** It must not come between. */
	readonly breaks: boolean;
}

/**
 * Finds the complete sequences among the events of one combination of keys, in their order. The latest start
 * counts, because it leaves the most time for the rest. An event is one step of one sequence, and when a sequence
 * is complete the next one begins after it.
 *
 * @param events - in the order of `compareEvents`
 * @returns the events of each, one a step
 */
export function followSteps(
	events: readonly StepEvent[],
	stepCount: number,
	withinMs: number,
): readonly (readonly StepEvent[])[] {
	const complete: (readonly StepEvent[])[] = [];
	/** By number of steps: the sequence of that length with the latest start. */
	let begun: (readonly StepEvent[] | undefined)[] = [[]];
	for (const event of events) {
		if (event.breaks) {
			begun = [[]];
			continue;
		}

		// Backwards, so that an event does not follow itself.
		for (const step of event.steps.toReversed()) {
			const before = begun[step];
			const start = before?.[0] ?? event;
			if (before === undefined || event.timeMs - start.timeMs > withinMs) {
				continue;
			}

			const next = [...before, event];
			if (next.length === stepCount) {
				complete.push(next);
				begun = [[]];
				break;
			}

			begun[step + 1] = next;
		}
	}

	return complete;
}

/**
 * The order of events: by time, and of one time in the order of the steps, because CloudTrail tells seconds and not
 * which of them came first. What must not come between is last.
 */
export function compareEvents(a: StepEvent, b: StepEvent): number {
	return a.timeMs - b.timeMs || rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function rankOf({ breaks, steps }: StepEvent): number {
	return breaks ? Infinity : (steps[0] ?? Infinity);
}
