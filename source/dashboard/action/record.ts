import { findingPage } from '../state/finding-page.ts';
import { entriesFor } from '../state/record.ts';
import { openQuery } from '../state/open-query.ts';
import { openBar } from '../input/query-bar.ts';
import { nextRowHit } from '../state/row-search.ts';
import { nextStoryHit } from '../state/story-search.ts';
import { isList, locationOf } from '../state/state.ts';
import { searchPlace } from '../state/search-place.ts';
import type { OpenRecord, State, Step } from '../state/state.ts';
import { lists, views } from './action.ts';
import type { Action } from './action.ts';
import { story } from './story.ts';
import { canFold, nextHit, toggleFold, toggleFoldAll } from './record-cursor.ts';

export const fold: Action = {
	name: 'fold',
	keys: ['enter', 'space'],
	contexts: ['record'],
	help: 'fold or unfold; of a finding its records',
	footer: enterWord,
	inPalette: true,
	run: (state, pressed) =>
		isAtWho(state)
			? story.run(state, pressed)
			: inRecord((shown, id) => recordsOfFinding(shown, id) ?? [toggleFold(shown, id), []])(
					state,
					pressed,
				),
};

export const foldAll: Action = {
	name: 'fold-all',
	keys: ['Z'],
	contexts: ['record'],
	help: 'fold or unfold all',
	footer: undefined,
	inPalette: true,
	run: inRecord((state, id) => [toggleFoldAll(state, id), []]),
};

export const search: Action = {
	name: 'search',
	keys: ['/'],
	contexts: ['record', 'story'],
	help: 'search in the record or story',
	footer: 'search',
	inPalette: true,
	run(state) {
		const location = locationOf(state);
		const open =
			location.kind === 'record'
				? state.records[location.id]
				: location.kind === 'story'
					? state.stories[location.id]
					: undefined;
		return [open === undefined ? state : beginSearch(state, open.search ?? ''), []];
	},
};

export const find: Action = {
	name: 'find',
	keys: ['\\'],
	contexts: lists,
	help: 'search in the rows that are shown',
	footer: state => (locationOf(state).kind === 'rows' ? 'find' : undefined),
	inPalette: true,
	run: state => (isList(state) ? [beginSearch(state, state.rowSearch), []] : [state, []]),
};

export const searchNext: Action = {
	name: 'search-next',
	keys: ['n'],
	contexts: views,
	help: 'next hit',
	footer: undefined,
	inPalette: true,
	run: state => toHit(state, 1),
};

export const searchPrevious: Action = {
	name: 'search-previous',
	keys: ['N'],
	contexts: views,
	help: 'previous hit',
	footer: undefined,
	inPalette: true,
	run: state => toHit(state, -1),
};

function beginSearch(state: State, text: string): State {
	return { ...state, bar: openBar('search', text), searchPlace: searchPlace(state) };
}

function toHit(state: State, direction: 1 | -1): Step {
	const location = locationOf(state);
	switch (location.kind) {
		case 'record':
			return [nextHit(state, location.id, direction), []];
		case 'story':
			return [nextStoryHit(state, direction), []];
		default:
			return [nextRowHit(state, direction), []];
	}
}

/** What enter does at the cursor. */
function enterWord(state: State): string {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	return isAtWho(state) ? 'story' : isAtRecords(record) ? 'records' : 'fold';
}

/** Whether enter opens the records of a finding: wherever the cursor is but on what can be folded. */
function isAtRecords(record: OpenRecord | undefined): boolean {
	return (
		record !== undefined &&
		findingPage(record) !== undefined &&
		(record.cursor === 0 || !canFold(record))
	);
}

/** Whether the cursor is on who it was that a finding is about. */
function isAtWho(state: State): boolean {
	const location = locationOf(state);
	const record = location.kind === 'record' ? state.records[location.id] : undefined;
	return (
		record !== undefined &&
		findingPage(record) !== undefined &&
		entriesFor(record)[record.cursor]?.path === 'principal'
	);
}

function recordsOfFinding(state: State, id: string): Step | undefined {
	const record = state.records[id];
	const page = findingPage(record);
	return page === undefined || !isAtRecords(record)
		? undefined
		: openQuery(state, page.records, `records of ${page.rule}`, page.range);
}

/** The palette always lists these; when no record is open they do nothing. */
function inRecord(run: (state: State, id: string) => Step): Action['run'] {
	return state => {
		const location = locationOf(state);
		return location.kind === 'record' ? run(state, location.id) : [state, []];
	};
}
