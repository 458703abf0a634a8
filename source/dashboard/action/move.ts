import { shownText } from '../state/context.ts';
import type { Context } from '../state/context.ts';
import { focusPanel } from '../state/focus-panel.ts';
import { bodySize, pagesFor, shownPage } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step, TextBox } from '../state/state.ts';
import { reading, views } from './action.ts';
import type { Action } from './action.ts';
import { moveOrCross } from './cross-panels.ts';
import { moveCursor } from './move-cursor.ts';
import type { Move } from './move-cursor.ts';
import { moveInFields } from './field-cursor.ts';
import { moveInRecord } from './record-cursor.ts';
import { moveInStory } from './story.ts';

const everyList: readonly Context[] = [...reading, 'fields'];

/** The keys that move the cursor: in a panel, a list, a record, a box of text or the bar of fields. */
export const moves: readonly Action[] = [
	{ ...moving('up', ['up', 'k'], 'up; the panel above', everyList), inPalette: false },
	{ ...moving('down', ['down', 'j'], 'down; the panel below', everyList), inPalette: false },
	moving('left', ['left', 'h'], 'left: column, moment, panel, fold, number', [...views, 'fields']),
	moving('right', ['right', 'l'], 'right; unfolds', [...views, 'fields']),
	moving('top', ['g', 'home'], 'first row', everyList),
	moving('bottom', ['G', 'end'], 'last row', everyList),
	moving('screen-up', ['ctrl-u'], 'half a screen up', everyList),
	moving('screen-down', ['ctrl-d'], 'half a screen down', everyList),
	moving('page-next', ['pagedown'], 'next page', everyList),
	moving('page-previous', ['pageup'], 'previous page', everyList),
];

function moving(
	name: Move,
	keys: readonly string[],
	help: string,
	contexts: readonly Context[],
): Action {
	return {
		name,
		keys,
		contexts,
		help,
		footer: undefined,
		inPalette: true,
		run: state => move(state, name),
	};
}

export function move(state: State, to: Move): Step {
	const location = locationOf(state);

	if (state.overlay?.kind === 'fields') {
		return [moveInFields(state, state.overlay, to), []];
	}

	const text = shownText(state);
	if (text !== undefined) {
		return [scrollText(state, text, to), []];
	}

	if (location.kind === 'record') {
		return [moveInRecord(state, location.id, to), []];
	}

	if (location.kind === 'story') {
		return [moveInStory(state, to), []];
	}

	if (location.kind === 'dashboard' && location.zoomed === undefined) {
		if (to === 'page-next' || to === 'page-previous') {
			return movePage(state, to === 'page-next' ? 1 : -1);
		}
	}

	const isArrow = to === 'up' || to === 'down' || to === 'left' || to === 'right';
	return isArrow ? moveOrCross(state, to) : [moveCursor(state, to), []];
}

/** More lines than any text has: scrolls to the end. */
const textLinesMax = 10_000;
/** Rows of the body that a page of a text box leaves out: border, head line, and one that is seen twice. */
const roundTextRows = 4;
/** The help is moved by keys, and the titles between them take lines as well. */
const titleRows = 5;

/** The end depends on what is drawn: the reducer brings the position back to it (`withinText`). */
function scrollText(state: State, overlay: TextBox, to: Move): State {
	const titles = overlay.kind === 'help' ? titleRows : 0;
	const page = Math.max(1, bodySize(state).rows - roundTextRows - titles);
	const half = Math.ceil(page / 2);
	const by: Readonly<Record<Move, number>> = {
		up: -1,
		down: 1,
		left: 0,
		right: 0,
		top: -textLinesMax,
		bottom: textLinesMax,
		'screen-up': -half,
		'screen-down': half,
		'page-next': page,
		'page-previous': -page,
	};
	const at = Math.max(0, Math.min(textLinesMax, overlay.at + by[to]));
	return { ...state, overlay: { ...overlay, at } };
}

function movePage(state: State, by: 1 | -1): Step {
	const page = shownPage(state);

	if (page === undefined) {
		return [state, []];
	}

	const pages = pagesFor(state, page.layout);
	const next = pages[(page.index + by + pages.length) % pages.length];
	const first = next?.[0]?.id ?? page.focused;
	return focusPanel(state, first);
}
