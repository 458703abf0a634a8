import type { TimeSpan } from '../../panels/model.ts';
import type { State } from './state.ts';

/** Whether records of this time may be missing that the source is just bringing: a 0 is no answer yet. */
export function isSoFar({ status }: State, { fromMs }: Pick<TimeSpan, 'fromMs'>): boolean {
	return (
		['connecting', 'backfilling'].includes(status.state) &&
		fromMs < (status.readingBeforeMs ?? Number.NEGATIVE_INFINITY)
	);
}
