import type { TimeSpan } from '../../panels/model.ts';
import { recordQuery } from '../../story/conditions.ts';
import type { Story, StoryPart, StoryRow } from '../../story/story.ts';
import type { Effect } from './effect.ts';
import type { Event } from './event.ts';
import { goTo } from './location.ts';
import { currentRange } from './panels-shown.ts';
import { storyScope } from './story-scope.ts';
import { locationOf, timeZoneOf } from './state.ts';
import type { OpenStory, State, Step } from './state.ts';

/** Opens the story of a principal in the range of the console. */
export function openStory(state: State, who: string): Step {
	const sequence = state.sequence + 1;
	const id = `#${sequence}`;
	const story: OpenStory = {
		who,
		chosen: undefined,
		isTelling: false,
		progress: undefined,
		story: undefined,
		error: undefined,
		cursor: 0,
		part: 0,
	};
	const next = goTo({ ...state, sequence }, { kind: 'story', id, title: `story of ${who}` });
	return [{ ...next, stories: { ...next.stories, [id]: story } }, []];
}

/** The story that is shown, with its id. */
export function shownStory(
	state: State,
): { readonly id: string; readonly open: OpenStory } | undefined {
	const location = locationOf(state);
	const open = location.kind === 'story' ? state.stories[location.id] : undefined;
	return location.kind === 'story' && open !== undefined ? { id: location.id, open } : undefined;
}

export function updateStory(state: State, id: string, change: Partial<OpenStory>): State {
	const open = state.stories[id];
	return open === undefined
		? state
		: { ...state, stories: { ...state.stories, [id]: { ...open, ...change } } };
}

/** Ends the telling of stories that nobody sees any more, and begins that of the one that is shown. */
export function tendStories(before: State, state: State): Step {
	const shown = shownStory(state);
	const effects: Effect[] = [];
	let next = state;
	for (const [id, open] of Object.entries(before.stories)) {
		const isTelling = (state.stories[id] ?? open).isTelling;
		if (isTelling && open.isTelling && id !== shown?.id) {
			effects.push({ kind: 'cancel-story', id });
			next = updateStory(next, id, { isTelling: false, chosen: undefined, progress: undefined });
		}
	}

	const chosen = shown === undefined ? undefined : chosenOf(state);
	if (shown === undefined || chosen === undefined || shown.open.chosen === chosen) {
		return [next, effects];
	}

	const { id, open } = shown;
	const telling = { chosen, isTelling: true, progress: undefined, story: undefined };
	return [
		updateStory(next, id, { ...telling, error: undefined }),
		[
			...effects,
			{
				kind: 'tell-story',
				id,
				who: open.who,
				scope: storyScope(state),
				range: currentRange(state),
				nowMs: state.nowMs,
				timeZone: timeZoneOf(state),
			},
		],
	];
}

/** Equal as long as nobody chooses another range or filter. */
function chosenOf(state: State): string {
	return JSON.stringify([state.range, state.paused, storyScope(state)]);
}

export function afterStory(
	state: State,
	event: Extract<Event, { readonly kind: 'story-progress' | 'story' | 'story-failed' }>,
): State {
	const open = state.stories[event.id];
	if (open?.isTelling !== true) {
		return state;
	}

	switch (event.kind) {
		case 'story-progress': {
			const { doneCount, segmentCount } = event;
			return updateStory(state, event.id, { progress: { doneCount, segmentCount } });
		}

		case 'story': {
			const { story } = event;
			const last = Math.max(0, rowsOf(story).length - 1);
			const cursor = Math.min(open.cursor, last);
			return updateStory(state, event.id, { story, cursor, isTelling: false });
		}

		case 'story-failed':
			return updateStory(state, event.id, { error: event.message, isTelling: false });
	}
}

export function afterBundle(
	state: State,
	event: Extract<Event, { readonly kind: 'bundle-progress' | 'bundle-ended' }>,
): State {
	if (event.kind === 'bundle-ended') {
		return updateStory(state, event.id, { bundle: undefined });
	}

	const { id, doneCount, recordCount } = event;
	return state.stories[id]?.bundle === undefined
		? state
		: updateStory(state, id, { bundle: { doneCount, recordCount } });
}

const rowsKnown = new WeakMap<Story, readonly StoryRow[]>();

/** The rows of all sections. */
export function rowsOf(story: Story): readonly StoryRow[] {
	const known = rowsKnown.get(story) ?? story.sections.flatMap(({ rows }) => rows);
	rowsKnown.set(story, known);
	return known;
}

/** A number of a row with the query whose rows it counts. */
export interface CountedPart {
	readonly part: StoryPart;
	readonly query: string;
	readonly range: TimeSpan;
}

/** What the cursor of a story is on. */
export interface StoryPlace {
	readonly row: StoryRow;
	readonly counted: readonly CountedPart[];
	/** The chosen one of them. */
	readonly chosen: CountedPart | undefined;
	/** The query of its one record. */
	readonly record: CountedPart | undefined;
}

export function storyPlace({ story, cursor, part }: OpenStory): StoryPlace | undefined {
	const row = story === undefined ? undefined : rowsOf(story)[cursor];
	if (story === undefined || row === undefined) {
		return undefined;
	}

	const counted = row.parts.flatMap(one =>
		one.query === undefined || one.number === undefined
			? []
			: [{ part: one, query: one.query, range: one.range ?? rangeOf(story) }],
	);
	const [first] = row.parts;
	const { eventId, timeMs } = row;
	const range = timeMs === undefined ? rangeOf(story) : { fromMs: timeMs, toMs: timeMs + 1 };
	return {
		row,
		counted,
		chosen: counted[Math.min(part, counted.length - 1)],
		record:
			eventId === undefined || first === undefined
				? undefined
				: { part: first, query: recordQuery(eventId), range },
	};
}

function rangeOf({ fromMs, toMs }: Story): TimeSpan {
	return { fromMs, toMs };
}
