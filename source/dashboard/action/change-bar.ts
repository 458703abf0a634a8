import type { QueryBar } from '../input/query-bar.ts';
import { completing } from '../state/completing.ts';
import { backToPlace } from '../state/search-place.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { searchRows } from '../state/row-search.ts';
import { searchStory } from '../state/story-search.ts';
import { searchRecord } from './record-cursor.ts';

/**
 * After a change of the text: requests completions for a query, or moves to the first match of a
 * search, seen from where it began.
 */
export function changeBar(state: State, bar: QueryBar): Step {
	if (bar.purpose === 'query') {
		const asked = { ...state, bar };
		return [asked, [completing(asked, bar)]];
	}

	const next = { ...backToPlace(state), bar };

	const location = locationOf(state);
	switch (location.kind) {
		case 'record':
			return [searchRecord(next, location.id, bar.text), []];
		case 'story':
			return [searchStory(next, bar.text), []];
		default:
			return [searchRows(next, bar.text), []];
	}
}
