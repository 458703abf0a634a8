import type { StoryRow } from '../../story/story.ts';
import { hitAfter, hitFrom } from './next-hit.ts';
import { rowsOf, shownStory, updateStory } from './open-story.ts';
import type { State } from './state.ts';
import { notify } from './toast.ts';

/** While a search is typed, the cursor moves to the first row at or after its own that has the text. */
export function searchStory(state: State, search: string): State {
	const shown = shownStory(state);
	if (shown === undefined) {
		return state;
	}

	const { id, open } = shown;
	const hits = hitsOf(state, search);
	const hit = hitFrom(hits, open.cursor);
	const moved = hit === undefined || hit === open.cursor ? {} : { cursor: hit, part: 0 };
	return updateStory(state, id, { search, ...moved });
}

/** The next row that has what was searched for, from the end on to the beginning again. */
export function nextStoryHit(state: State, direction: 1 | -1): State {
	const shown = shownStory(state);
	const search = shown?.open.search ?? '';
	if (shown === undefined || search === '') {
		return notify(state, 'nothing is searched for: / begins', 'warn');
	}

	const { id, open } = shown;
	const next = hitAfter(hitsOf(state, search), open.cursor, direction);
	return next === undefined
		? notify(state, 'no row of the story has it', 'warn')
		: updateStory(state, id, { cursor: next, part: 0 });
}

/** Rows of all sections whose words contain the text, in any capitals. */
function hitsOf(state: State, search: string): readonly number[] {
	const story = shownStory(state)?.open.story;
	const wanted = search.toLowerCase();
	return story === undefined || wanted === ''
		? []
		: rowsOf(story).flatMap((row, index) => (wordsOf(row).includes(wanted) ? [index] : []));
}

function wordsOf({ parts }: StoryRow): string {
	return parts
		.map(({ text }) => text)
		.join(' ')
		.toLowerCase();
}
