import { act, commands } from './action/act.ts';
import { openDashboard } from './state/open-dashboard.ts';
import {
	moveChoice,
	openMenu,
	pasteInMenu,
	takeChoice,
	toggleChoice,
	typeInMenu,
} from './menu/index.ts';
import { contextOf } from './state/context.ts';
import { enterEnvironment } from './state/enter-environment.ts';
import { actionFor } from './action/index.ts';
import { keyName } from './input/key.ts';
import type { Action } from './action/index.ts';
import { pointAtRow } from './state/cursor.ts';
import type { Layout } from './layout/layout.ts';
import type { Menu } from './input/menu.ts';
import { withValues } from './menu/filters.ts';
import { updateRecord } from './state/record.ts';
import { openQuery } from './state/open-query.ts';
import { editBar } from './input/bar-keys.ts';
import {
	browseBar,
	insertText,
	redoEdit,
	remember,
	takeCompletion,
	undoEdit,
} from './input/query-bar.ts';
import type { QueryBar } from './input/query-bar.ts';
import { withSearches } from './input/offer-searches.ts';
import { searchRecord } from './action/record-cursor.ts';
import { runWanted, valuesSlot } from './state/run.ts';
import { sessionChanged, sessionOf } from './state/keep-session.ts';
import { placeOf } from './state/state.ts';
import type { Slot, State, Step } from './state/state.ts';
import type { Event } from './state/event.ts';
import { tell, withoutOldToasts } from './state/toast.ts';

/**
 * The whole behaviour of the console: what happens, and what the root shall do about it.
 *
 * Pure: the same state and event give the same step.
 */
export function update(state: State, event: Event): Step {
	const [next, effects] = answer(state, event);

	return sessionChanged(state, next)
		? [next, [...effects, { kind: 'save-session', session: sessionOf(next) }]]
		: [next, effects];
}

function answer(state: State, event: Event): Step {
	switch (event.kind) {
		case 'key':
			return onKey(state, keyName(event.key), event.key.name);
		case 'paste':
			return onPaste(state, event.text);
		case 'resize':
			return runWanted({ ...state, size: event.size });
		case 'tick':
			return runWanted(withoutOldToasts({ ...state, nowMs: event.nowMs }));
		case 'data':
			return onData(state, event);
		case 'status':
			return [{ ...state, status: event.status }, []];
		case 'result':
			return onResult(state, event);
		case 'faults':
			return settle(state, event.slot, event.ticket, { faults: event.faults });
		case 'query-failed':
			return settle(state, event.slot, event.ticket, {
				error: { message: event.message, next: event.next },
			});
		case 'record':
			return [
				event.json === undefined
					? updateRecord(state, event.id, {
							error: 'this record is gone: its segment has left the store',
						})
					: updateRecord(state, event.id, { json: event.json }),
				[],
			];
		case 'damaged':
			return [{ ...state, damaged: event.damaged }, []];
		case 'completions':
			return onCompletions(state, event);
		case 'environment':
			return enterEnvironment(state, event);
		case 'layouts':
			return onLayouts(state, event.layouts);
		case 'told':
			return [tell(state, event.text, event.level), []];
	}
}

function onKey(state: State, key: string, name: string): Step {
	const context = contextOf(state);
	const action = actionFor(state.keys, context, key);

	if (state.overlay?.kind === 'menu') {
		return onMenuKey(state, state.overlay.menu, action, key);
	}

	if (state.bar !== undefined) {
		return onBarKey(state, state.bar, action, key);
	}

	if (state.overlay !== undefined) {
		return onTextKey(state, state.overlay, action);
	}

	if (action === 'dashboard') {
		const layout = state.layouts.find(one => String(one.key) === name);

		return layout === undefined ? [state, []] : openDashboard(state, layout.name);
	}

	return action === undefined ? [state, []] : act(state, action);
}

function onBarKey(state: State, bar: QueryBar, action: Action | undefined, key: string): Step {
	switch (action) {
		case 'cancel':
			return bar.completions.length > 0 && bar.purpose === 'query'
				? [{ ...state, bar: { ...bar, completions: [], completion: -1 } }, []]
				: [{ ...state, bar: undefined }, []];
		case 'accept':
			return bar.completion >= 0 ? edit(state, takeCompletion(bar)) : submit(state, bar);
		case 'complete':
			return bar.completions.length > 0
				? edit(state, takeCompletion(bar))
				: [state, [{ kind: 'complete', text: bar.text, cursor: bar.cursor }]];
		case 'up':
			return [{ ...state, bar: browseBar(bar, -1, historyFor(state, bar)) }, []];
		case 'down':
			return [{ ...state, bar: browseBar(bar, 1, historyFor(state, bar)) }, []];
		case 'new-line':
			return edit(state, insertText(bar, '\n'));
		case 'find-query':
			return bar.purpose === 'query' ? openMenu(state, { kind: 'queries' }, commands) : [state, []];
		case 'undo':
			return edit(state, undoEdit(bar));
		case 'redo':
			return edit(state, redoEdit(bar));
		case 'paste-cut':
			return edit(state, insertText(bar, bar.cut));
		case 'quit':
		case 'suspend':
		case 'redraw':
			return act(state, action);
		default: {
			const edited = editBar(bar, key);

			return edited === undefined ? [state, []] : edit(state, edited);
		}
	}
}

function historyFor(state: State, bar: QueryBar): readonly string[] {
	return bar.purpose === 'query' ? state.queryHistory : [];
}

/** After a change: completions for a query, the first hit for a search. */
function edit(state: State, bar: QueryBar): Step {
	const next = { ...state, bar };

	if (bar.purpose === 'query') {
		return [next, [{ kind: 'complete', text: bar.text, cursor: bar.cursor }]];
	}

	const place = placeOf(state);

	return place.kind === 'record' ? [searchRecord(next, place.id, bar.text), []] : [next, []];
}

function submit(state: State, bar: QueryBar): Step {
	const closed: State = { ...state, bar: undefined };

	if (bar.purpose === 'search' || bar.text.trim() === '') {
		return [closed, []];
	}

	return openQuery({ ...closed, queryHistory: remember(state.queryHistory, bar.text) }, bar.text);
}

function onMenuKey(state: State, menu: Menu, action: Action | undefined, key: string): Step {
	switch (action) {
		case 'cancel':
			return [{ ...state, overlay: undefined }, []];
		case 'accept':
			return takeChoice(state, menu, commands);
		case 'complete':
			return toggleChoice(state, menu);
		case 'up':
			return moveChoice(state, menu, -1);
		case 'down':
			return moveChoice(state, menu, 1);
		case 'quit':
		case 'suspend':
		case 'redraw':
			return act(state, action);
		default:
			return typeInMenu(state, menu, key, commands);
	}
}

function onTextKey(
	state: State,
	overlay: Exclude<NonNullable<State['overlay']>, { kind: 'menu' }>,
	action: Action | undefined,
): Step {
	const page = Math.max(1, state.size.rows - 6);
	const by: Partial<Record<Action, number>> = {
		up: -1,
		down: 1,
		'screen-up': -Math.ceil(page / 2),
		'screen-down': Math.ceil(page / 2),
		'page-previous': -page,
		'page-next': page,
		top: -10_000,
		bottom: 10_000,
	};

	switch (action) {
		case 'back':
		case 'help':
		case 'about':
		case 'sources':
			return [{ ...state, overlay: undefined }, []];
		case 'quit':
		case 'suspend':
		case 'redraw':
			return action === 'quit' ? [{ ...state, overlay: undefined }, []] : act(state, action);
		case 'refresh':
			return [state, overlay.kind === 'sources' ? [{ kind: 'retry-damaged' }] : []];
		default: {
			const step = action === undefined ? 0 : (by[action] ?? 0);

			// How far it can go depends on the text; the screen bounds it at the end.
			return [
				{ ...state, overlay: { ...overlay, scroll: Math.max(0, overlay.scroll + step) } },
				[],
			];
		}
	}
}

function onPaste(state: State, text: string): Step {
	if (state.overlay?.kind === 'menu') {
		return pasteInMenu(state, state.overlay.menu, text);
	}

	return state.bar === undefined ? [state, []] : edit(state, insertText(state.bar, text));
}

function onData(state: State, event: Extract<Event, { kind: 'data' }>): Step {
	const arrived = Math.max(0, event.recordCount - state.recordCount);
	const next: State = {
		...state,
		nowMs: event.nowMs,
		dataVersion: event.version,
		recordCount: event.recordCount,
		waitingCount: state.paused === undefined ? 0 : state.waitingCount + arrived,
	};

	return runWanted(next);
}

function onResult(state: State, event: Extract<Event, { kind: 'result' }>): Step {
	const { slot: key, ticket, result, elapsedMs } = event;
	const slot = state.slots[key];

	if (slot === undefined || slot.ticket !== ticket || slot.stopped) {
		return [state, []];
	}

	const changed: Partial<Slot> = { result, resultRange: slot.range, elapsedMs };
	const pointed = pointAtRow(state, key, slot.result, result);

	// A report on the way shows what there is, and leaves the query running.
	if (!result.complete) {
		return [withSlot(pointed, key, { ...slot, ...changed }), []];
	}

	const [next, effects] = settle(pointed, key, ticket, changed);

	return key === valuesSlot ? [withValues(next, result), effects] : [next, effects];
}

function withSlot(state: State, key: string, slot: Slot): State {
	return { ...state, slots: { ...state.slots, [key]: slot } };
}

/** A query has ended; what has changed meanwhile starts the next one. */
function settle(state: State, key: string, ticket: number, changed: Partial<Slot>): Step {
	const slot = state.slots[key];

	if (slot === undefined || slot.ticket !== ticket) {
		return [state, []];
	}

	return runWanted(withSlot(state, key, { ...slot, ...changed, running: false }));
}

/** What is shown stays; a dashboard that is gone gives way to the first. */
function onLayouts(state: State, layouts: readonly Layout[]): Step {
	const isThere = (name: string) => layouts.some(layout => layout.name === name);
	const first = layouts[0]?.name ?? '';
	const places = state.places.map(place =>
		place.kind !== 'dashboard' || isThere(place.dashboard)
			? place
			: { ...place, dashboard: first, zoomed: undefined },
	);

	return runWanted({ ...state, layouts, places });
}

function onCompletions(state: State, event: Extract<Event, { kind: 'completions' }>): Step {
	const { bar } = state;

	// Answers to what was typed before are of no use now.
	if (bar === undefined || bar.text !== event.text || bar.cursor !== event.cursor) {
		return [state, []];
	}

	return [
		{
			...state,
			bar: {
				...bar,
				completions: withSearches(event.items, bar, state.searches),
				completion: -1,
				faults: event.faults,
			},
		},
		[],
	];
}
