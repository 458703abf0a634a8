import type { Before, TimeSpan } from '../../panels/model.ts';
import type { Slot } from './state.ts';

// Cached, because a panel is drawn again whenever an object that it depends on is another one.
const ready = new WeakMap<Slot, Before>();

const waiting: Before = { kind: 'waiting' };

const failed: Before = { kind: 'failed' };

/** What a panel is compared with. */
export function beforeOf(now: Slot | undefined, before: Slot | undefined): Before {
	const { result, resultRange, cuts } = before ?? {};

	if (before === undefined || result === undefined || resultRange === undefined || !cuts) {
		return before !== undefined && !before.running && isFailed(before) ? failed : waiting;
	}

	if (now?.resultRange === undefined || !meets(resultRange, now.resultRange)) {
		return waiting;
	}

	const known: Before = ready.get(before) ?? { kind: 'ready', result, range: resultRange, cuts };
	ready.set(before, known);
	return known;
}

function isFailed({ error, faults }: Slot): boolean {
	return error !== undefined || faults.some(({ severity }) => severity === 'fault');
}

/**
 * Whether the first period ends about where the second starts. Both move with time, but not
 * together.
 */
function meets(before: TimeSpan, now: TimeSpan): boolean {
	const lengthMs = now.toMs - now.fromMs;
	return (
		before.toMs - before.fromMs === lengthMs && Math.abs(now.fromMs - before.toMs) <= lengthMs / 10
	);
}
