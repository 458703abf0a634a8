import { goTo } from './location.ts';
import { runWanted } from './run.ts';
import type { State, Step } from './state.ts';

/** Goes to the result of a query. */
export function openQuery(state: State, query: string, title = 'query'): Step {
	const sequence = state.sequence + 1;

	return runWanted(
		goTo(
			{ ...state, sequence },
			{ kind: 'rows', id: `#${sequence}`, title, query, range: undefined, view: 'auto' },
		),
	);
}
