import type { TimeSpan } from '../../panels/model.ts';
import { goTo, replaceLocation } from './location.ts';
import { runWanted, typedSlot } from './run.ts';
import type { Location, State, Step } from './state.ts';

/**
 * Opens the rows of a query and runs it.
 *
 * @param range - undefined: the range of the console, also when it changes
 */
export function openQuery(
	state: State,
	query: string,
	title = 'query',
	range: TimeSpan | undefined = undefined,
): Step {
	const sequence = state.sequence + 1;
	return runWanted(
		goTo(withTyped({ ...state, sequence }, `#${sequence}`, query), {
			kind: 'rows',
			id: `#${sequence}`,
			title,
			query,
			range,
			view: 'auto',
		}),
	);
}

/** Takes another query in the place of that of a page, so that the way back leads past both. */
export function replaceQuery(
	state: State,
	page: Extract<Location, { kind: 'rows' }>,
	query: string,
): Step {
	const sequence = state.sequence + 1;
	const { range } = page;
	return runWanted(
		replaceLocation(withTyped({ ...state, sequence }, `#${sequence}`, query), {
			kind: 'rows',
			id: `#${sequence}`,
			title: 'query',
			query,
			range,
			view: 'auto',
		}),
	);
}

/** A query that was run while it was typed is shown at once. */
function withTyped(state: State, id: string, query: string): State {
	const { [typedSlot]: typed, ...slots } = state.slots;
	return typed?.text === query && !typed.running && typed.faults.length === 0
		? { ...state, slots: { ...slots, [id]: typed } }
		: { ...state, slots };
}
