import type { TimeSpan } from '../../panels/model.ts';
import type { Slot, State } from './state.ts';

/** Whether records of this time may be missing that the source is just bringing: a 0 is no answer yet. */
export function isSoFar({ status }: State, { fromMs }: Pick<TimeSpan, 'fromMs'>): boolean {
	return fromMs < (status.readingBeforeMs ?? Number.NEGATIVE_INFINITY);
}

/** The same of what is shown: while the console is paused, as it was when that was counted. */
export function isShownSoFar(state: State, slot: Slot | undefined, span: TimeSpan): boolean {
	return isSoFar(state, span) || (state.paused !== undefined && slot?.isSoFar === true);
}
