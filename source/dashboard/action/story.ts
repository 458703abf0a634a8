import { openMenu } from '../menu/index.ts';
import { chosenRef } from '../state/chosen-record.ts';
import { holdRow } from '../state/cursor.ts';
import { openPage } from '../state/record.ts';
import { openQuery } from '../state/open-query.ts';
import { openStory, rowsOf, shownStory, storyPlace, updateStory } from '../state/open-story.ts';
import type { CountedPart } from '../state/open-story.ts';
import { bodySize } from '../state/panels-shown.ts';
import { principalsAt } from '../state/principals.ts';
import { timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';
import type { Move } from './move-cursor.ts';

export const story: Action = {
	name: 'story',
	keys: ['@'],
	contexts: views,
	help: 'the story of who did it',
	footer: state => (chosenRef(state) === undefined ? undefined : 'who'),
	inPalette: true,
	run(state, { commands }) {
		const principals = principalsAt(state);
		const [only, ...others] = principals;
		if (only === undefined) {
			const words = 'no user, role, session, key or address here: choose a row that has one';
			return [notify(state, words, 'warn'), []];
		}

		return others.length === 0
			? openStory(holdRow(state), only.who)
			: openMenu(holdRow(state), { kind: 'principal', principals }, commands);
	},
};

export const storyRow: Action = {
	name: 'story-row',
	keys: ['enter'],
	contexts: ['story'],
	help: 'the rows of a number, or the record',
	footer: 'open',
	inPalette: false,
	run(state) {
		const open = shownStory(state)?.open;
		const place = open === undefined ? undefined : storyPlace(open);
		if (place?.chosen !== undefined) {
			const { query, part, range } = place.chosen;
			return openQuery(state, query, part.text, range);
		}

		return place?.record === undefined
			? [notify(state, 'nothing is counted here: choose a row with a number', 'warn'), []]
			: openFound(state, place.record);
	},
};

/** Opens the one record of a query. */
function openFound(state: State, { query, range }: CountedPart): Step {
	// Where it is comes with the record.
	const { id, next } = openPage(state, { segmentId: '', row: -1 }, 'record');
	const { nowMs } = state;
	return [next, [{ kind: 'find-record', id, query, range, nowMs, timeZone: timeZoneOf(state) }]];
}

/** Moves over the rows of a story; left and right choose among the numbers of one. */
export function moveInStory(state: State, to: Move): State {
	const shown = shownStory(state);
	if (shown?.open.story === undefined) {
		return state;
	}

	const { id, open } = shown;
	const count = rowsOf(shown.open.story).length;
	if (to === 'left' || to === 'right') {
		const last = Math.max(0, (storyPlace(open)?.counted.length ?? 0) - 1);
		const part = Math.max(0, Math.min(last, open.part + (to === 'left' ? -1 : 1)));
		return updateStory(state, id, { part });
	}

	const page = Math.max(1, bodySize(state).rows - 2);
	const half = Math.max(1, Math.floor(page / 2));
	const steps: Readonly<Record<Exclude<Move, 'left' | 'right'>, number>> = {
		up: -1,
		down: 1,
		'screen-up': -half,
		'screen-down': half,
		'page-previous': -page,
		'page-next': page,
		top: -count,
		bottom: count,
	};
	const cursor = Math.max(0, Math.min(count - 1, open.cursor + steps[to]));
	return updateStory(state, id, { cursor, part: 0 });
}
