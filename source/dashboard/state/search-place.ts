import { chosenRow } from './cursor.ts';
import { updateStory } from './open-story.ts';
import { cursorOf, focusedPanel } from './panels-shown.ts';
import { sameRef, updateRecord } from './record.ts';
import { locationOf } from './state.ts';
import type { SearchPlace, State } from './state.ts';

/** Undefined where nothing can be searched. */
export function searchPlace(state: State): SearchPlace | undefined {
	const location = locationOf(state);
	if (location.kind === 'record') {
		const record = state.records[location.id];
		if (record === undefined) {
			return undefined;
		}

		const { cursor, scroll, folded, beforeSearch, search } = record;
		const open = { cursor, scroll, folded, beforeSearch, search };
		return { kind: 'record', id: location.id, open };
	}

	if (location.kind === 'story') {
		const story = state.stories[location.id];
		if (story === undefined) {
			return undefined;
		}

		const { cursor, part, search = '' } = story;
		return { kind: 'story', id: location.id, open: { cursor, part, search } };
	}

	const key = focusedPanel(state)?.key;
	if (key === undefined) {
		return undefined;
	}

	const cursor = cursorOf(state, key);
	const result = state.slots[key]?.result;
	const ref = result?.refs?.[chosenRow(result, cursor)];
	return { kind: 'list', key, cursor, ref, search: state.rowSearch };
}

/** The console as it was where the search began, but for what has come since. */
export function backToPlace(state: State): State {
	const place = state.searchPlace;
	switch (place?.kind) {
		case undefined:
			return state;
		case 'record':
			return updateRecord(state, place.id, place.open);
		case 'story':
			return updateStory(state, place.id, place.open);
		case 'list': {
			const { key, cursor, search, ref } = place;
			const refs = cursor.sort === undefined ? state.slots[key]?.result?.refs : undefined;
			const found = ref === undefined ? -1 : (refs ?? []).findIndex(one => sameRef(one, ref));
			const row = found < 0 ? cursor.row : found;
			const scroll = Math.max(0, cursor.scroll + row - cursor.row);
			const cursors = { ...state.cursors, [key]: { ...cursor, row, scroll } };
			return { ...state, cursors, rowSearch: search };
		}
	}
}
