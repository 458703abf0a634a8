import { actOnDashboard } from './act-on-dashboard.ts';
import { copyChosen, copyRow } from './copy.ts';
import { hideColumn, showColumns } from './columns.ts';
import { nextSort, reverseSort } from './sort.ts';
import { moveCursor } from './move-cursor.ts';
import { chooseEnvironment } from './environments.ts';
import { filterByChosen } from './by-value.ts';
import { keymap } from './index.ts';
import type { Action } from './index.ts';
import type { Commands } from '../menu/descriptor.ts';
import { openMenu } from '../menu/index.ts';
import { openChosen } from './open.ts';
import { toggleFold, toggleFoldAll, moveInRecord, nextHit } from './record-cursor.ts';
import {
	cursorOf,
	currentRange,
	focusedPanel,
	focusedResult,
	pagesFor,
	bodySize,
	shownPage,
} from '../state/panels-shown.ts';
import { moveInHistory, replacePlace } from '../state/place.ts';
import { openBar } from '../input/query-bar.ts';
import { rangeDefault, shiftRange, zoomRange } from '../compose/range.ts';
import { runWanted, runningText, stopRun } from '../state/run.ts';
import { sessionOf } from '../state/keep-session.ts';
import { placeOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import { setRange } from '../state/set-range.ts';

const unlisted = new Set(['accept', 'complete', 'cancel', 'up', 'down', 'dashboard', 'palette']);

export const commands: Commands = {
	listed: keymap
		.map(({ action, help, keys }) => ({ name: action, help, keys }))
		.filter(({ name }, index, all) => {
			const first = all.findIndex(one => one.name === name);

			return !unlisted.has(name) && index === first;
		}),
	run: (state, name) => act(state, name as Action),
};

/** What an action does where no menu and no line is open. */
export function act(state: State, action: Action): Step {
	switch (action) {
		case 'quit':
			return [state, [{ kind: 'save-session', session: sessionOf(state) }, { kind: 'quit' }]];
		case 'suspend':
		case 'redraw':
			return [state, [{ kind: action }]];
		case 'help':
		case 'about':
			return [{ ...state, overlay: { kind: action, scroll: 0 } }, []];
		case 'sources':
			return [{ ...state, overlay: { kind: action, scroll: 0 } }, [{ kind: 'list-damaged' }]];
		case 'palette':
		case 'filter':
		case 'time':
		case 'export':
		case 'view':
			return openMenuFor(state, action);
		case 'fold':
		case 'fold-all':
		case 'search':
		case 'search-next':
		case 'search-previous':
			return actOnRecord(state, action);
		case 'range-in':
		case 'range-out':
		case 'range-reset':
		case 'range-earlier':
		case 'range-later':
		case 'pause':
			return actOnTime(state, action);
		case 'dashboards':
			return openMenu(state, { kind: 'dashboards' }, commands);
		case 'environments':
			return chooseEnvironment(state, commands);
		case 'save-panel':
		case 'steady':
		case 'compare':
		case 'moment':
		case 'clear-filters':
		case 'count-by':
			return actOnDashboard(state, action, commands);
		case 'edit-query':
		case 'copy':
		case 'copy-row':
		case 'open':
		case 'back':
		case 'only':
		case 'omit':
		case 'refresh':
		case 'zone':
		case 'sort':
		case 'sort-reverse':
		case 'hide-column':
		case 'show-columns':
			return actOnPanel(state, action);
		case 'dashboard':
		case 'accept':
		case 'complete':
		case 'cancel':
		case 'new-line':
		case 'find-query':
		case 'undo':
		case 'redo':
		case 'paste-cut':
			// These need the key or an open menu; update() answers them itself.
			return [state, []];
		default:
			return move(state, action);
	}
}

type PanelAction =
	| 'edit-query'
	| 'copy'
	| 'copy-row'
	| 'open'
	| 'back'
	| 'only'
	| 'omit'
	| 'refresh'
	| 'zone'
	| 'sort'
	| 'sort-reverse'
	| 'hide-column'
	| 'show-columns';

function actOnPanel(state: State, action: PanelAction): Step {
	switch (action) {
		case 'edit-query':
			return editQuery(state);
		case 'copy':
			return copyChosen(state);
		case 'copy-row':
			return copyRow(state);
		case 'open':
			return openChosen(state);
		case 'back':
			return goBack(state);
		case 'only':
			return filterByChosen(state, false);
		case 'omit':
			return filterByChosen(state, true);
		case 'refresh':
			return runWanted(tell(state, 'running again'), true);
		case 'zone':
			return runWanted(
				tell(
					{ ...state, utc: !state.utc },
					state.utc ? `times in ${state.localZone}` : 'times in UTC',
				),
				true,
			);
		case 'sort':
			return [nextSort(state), []];
		case 'sort-reverse':
			return [reverseSort(state), []];
		case 'hide-column':
			return [hideColumn(state) ?? tell(state, whyNotHidden(state), 'warn'), []];
		case 'show-columns':
			return [showColumns(state), []];
	}
}

function whyNotHidden(state: State): string {
	return focusedPanel(state)?.kind === 'table'
		? 'choose one of several columns with ← → first'
		: 'only a list has columns to hide';
}

type MenuAction = 'palette' | 'filter' | 'time' | 'export' | 'view';

function openMenuFor(state: State, action: MenuAction): Step {
	return (action === 'export' || action === 'view') && focusedResult(state) === undefined
		? [tell(state, 'there is no result yet', 'warn'), []]
		: openMenu(state, { kind: action === 'filter' ? 'filters' : action }, commands);
}

function editQuery(state: State): Step {
	const place = placeOf(state);
	const page = shownPage(state);
	const text =
		place.kind === 'rows'
			? place.query
			: page === undefined
				? ''
				: runningText(state, page.focused);

	return [{ ...state, bar: openBar('query', text) }, []];
}

function goBack(state: State): Step {
	const place = placeOf(state);
	const running = focusedPanel(state);
	const stopped = running === undefined ? undefined : stopRun(state, running.key);

	if (stopped !== undefined) {
		return stopped;
	}

	if (place.kind !== 'dashboard') {
		return runWanted(moveInHistory(state, -1));
	}

	const focused = focusedPanel(state);
	const cursor = focused === undefined ? undefined : cursorOf(state, focused.key);

	if (focused !== undefined && cursor !== undefined && (cursor.row >= 0 || cursor.column >= 0)) {
		const cleared = { ...cursor, row: -1, column: -1 };

		return [{ ...state, cursors: { ...state.cursors, [focused.key]: cleared } }, []];
	}

	return place.zoomed === undefined
		? [state, []]
		: runWanted(replacePlace(state, { ...place, zoomed: undefined }));
}

type RecordAction = 'fold' | 'fold-all' | 'search' | 'search-next' | 'search-previous';

function actOnRecord(state: State, action: RecordAction): Step {
	const place = placeOf(state);

	if (place.kind !== 'record') {
		return [state, []];
	}

	switch (action) {
		case 'fold':
			return [toggleFold(state, place.id), []];
		case 'fold-all':
			return [toggleFoldAll(state, place.id), []];
		case 'search':
			return [{ ...state, bar: openBar('search', state.records[place.id]?.search ?? '') }, []];
		case 'search-next':
			return [nextHit(state, place.id, 1), []];
		case 'search-previous':
			return [nextHit(state, place.id, -1), []];
	}
}

type TimeAction =
	'range-in' | 'range-out' | 'range-reset' | 'range-earlier' | 'range-later' | 'pause';

function actOnTime(state: State, action: TimeAction): Step {
	switch (action) {
		case 'range-in':
			return setRange(state, zoomRange(state.range, 0.5));
		case 'range-out':
			return setRange(state, zoomRange(state.range, 2));
		case 'range-reset':
			return setRange(state, rangeDefault);
		case 'range-earlier':
			return setRange(state, shiftRange(state.range, -1, state.nowMs));
		case 'range-later':
			return setRange(state, shiftRange(state.range, 1, state.nowMs));
		case 'pause':
			return state.paused === undefined
				? [{ ...state, paused: currentRange(state), waitingCount: 0 }, []]
				: runWanted({ ...state, paused: undefined, waitingCount: 0 });
	}
}

type MoveAction =
	| 'history-back'
	| 'history-forward'
	| 'last-dashboard'
	| 'focus-next'
	| 'focus-previous'
	| 'page-next'
	| 'page-previous'
	| 'zoom'
	| 'up'
	| 'down'
	| 'left'
	| 'right'
	| 'top'
	| 'bottom'
	| 'screen-up'
	| 'screen-down';

function move(state: State, action: MoveAction): Step {
	const place = placeOf(state);

	switch (action) {
		case 'history-back':
			return runWanted(moveInHistory(state, -1));
		case 'history-forward':
			return runWanted(moveInHistory(state, 1));
		case 'last-dashboard':
			return state.previousDashboard === undefined
				? [state, []]
				: openDashboard(state, state.previousDashboard);
		case 'focus-next':
			return moveFocus(state, 1);
		case 'focus-previous':
			return moveFocus(state, -1);
		case 'zoom':
			return zoom(state);
		default:
			if (place.kind === 'record') {
				return [moveInRecord(state, place.id, action), []];
			}

			if (place.kind === 'dashboard' && place.zoomed === undefined) {
				if (action === 'page-next' || action === 'page-previous') {
					return movePage(state, action === 'page-next' ? 1 : -1);
				}
			}

			return [moveCursor(state, action), []];
	}
}

function zoom(state: State): Step {
	const place = placeOf(state);
	const page = shownPage(state);

	if (place.kind !== 'dashboard' || page === undefined) {
		return [state, []];
	}

	const zoomed = place.zoomed === undefined ? page.focused : undefined;

	return runWanted(replacePlace(state, { ...place, zoomed }));
}

/** Through all panels of the dashboard, from page to page. */
function moveFocus(state: State, by: 1 | -1): Step {
	const page = shownPage(state);
	const place = placeOf(state);

	if (page === undefined || place.kind !== 'dashboard') {
		return [state, []];
	}

	const ids = pagesFor(page.layout, bodySize(state)).flatMap(one => one.map(panel => panel.id));
	const at = ids.indexOf(page.focused);
	const next = ids[(at + by + ids.length) % ids.length] ?? page.focused;
	const focused = { ...state, focus: { ...state.focus, [page.layout.name]: next } };

	return runWanted(
		place.zoomed === undefined ? focused : replacePlace(focused, { ...place, zoomed: next }),
	);
}

function movePage(state: State, by: 1 | -1): Step {
	const page = shownPage(state);

	if (page === undefined) {
		return [state, []];
	}

	const pages = pagesFor(page.layout, bodySize(state));
	const next = pages[(page.index + by + pages.length) % pages.length];
	const first = next?.[0]?.id ?? page.focused;

	return runWanted({ ...state, focus: { ...state.focus, [page.layout.name]: first } });
}
