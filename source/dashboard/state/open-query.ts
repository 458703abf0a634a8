import type { TimeSpan } from '../../panels/model.ts';
import { goTo } from './location.ts';
import { runWanted } from './run.ts';
import type { State, Step } from './state.ts';

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
		goTo(
			{ ...state, sequence },
			{ kind: 'rows', id: `#${sequence}`, title, query, range, view: 'auto' },
		),
	);
}
