import { minuteMs } from '../../text/duration.ts';
import type { TimeSpan } from '../../panels/model.ts';
import { replaceLocation } from './location.ts';
import { locationOf } from './state.ts';
import type { Around, Step } from './state.ts';

/** Makes the rows that have just been opened those around an event, which is chosen when they come. */
export function asAround([state, effects]: Step, known: Around, title?: string): Step {
	const location = locationOf(state);
	return location.kind === 'rows'
		? [
				replaceLocation(state, { ...location, title: title ?? location.title, around: known }),
				effects,
			]
		: [state, effects];
}

export function spanOf({ timeMs, minutes }: Around): TimeSpan {
	// An event at the very end is of it.
	return { fromMs: timeMs - minutes * minuteMs, toMs: timeMs + minutes * minuteMs + 1 };
}
