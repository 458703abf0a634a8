import { actionFor } from './action/action.ts';
import { changeBar } from './action/change-bar.ts';
import { keysOf } from './action/index.ts';
import { endsFirstKeys } from './action/first-keys.ts';
import { isUnused, withUnusedKey } from './action/unused-key.ts';
import { pressToJump } from './action/jump.ts';
import { withList } from './action/leave-list.ts';
import { openAwaited } from './action/open.ts';
import { editBar } from './input/bar-keys.ts';
import { keyName } from './input/key.ts';
import type { KeyPress } from './input/key.ts';
import { pasteNarrow, typeNarrow } from './input/narrow.ts';
import { withSearches } from './input/offer-searches.ts';
import { insertText, replaceText, takeGhost } from './input/query-bar.ts';
import type { Layout } from './layout/layout.ts';
import { withOffer, withoutOffer } from './menu/exception.ts';
import { withValues } from './menu/filters.ts';
import { withMarks } from './menu/marks.ts';
import { pasteInMenu, typeInMenu } from './menu/index.ts';
import { onMouse } from './mouse/on-mouse.ts';
import { withinText } from './screen/text-box.ts';
import { freshRows, onFocus } from './state/arrivals.ts';
import { contextOf, shownList, shownMenu } from './state/context.ts';
import { pointAtRow } from './state/cursor.ts';
import { enterEnvironment } from './state/enter-environment.ts';
import type { Event } from './state/event.ts';
import { sessionChanged, sessionOf } from './state/keep-session.ts';
import { afterWord, refreshOpenFinding, withFindings } from './state/finding-page.ts';
import { openAtData } from './state/open-at-data.ts';
import { withPanelRanges } from './state/panel-ranges.ts';
import { afterBundle, afterStory, tendStories } from './state/open-story.ts';
import { withMatched } from './state/matched.ts';
import { withRecord } from './state/record.ts';
import { leaveRuns, runWanted, valuesSlot } from './state/run.ts';
import type { Slot, State, Step } from './state/state.ts';
import { notify, withAnswers, withoutOldToasts } from './state/toast.ts';
import { endTour, leavesTour, tendTour } from './state/tour.ts';

/**
 * The whole behaviour of the console: the next state, and the effects that the program performs.
 *
 * Pure: the same state and event give the same step.
 */
export function update(state: State, event: Event): Step {
	const [answered, asked] = answer(state, event);
	const [ended, left] = leaveRuns(state, answered);
	const [tended, told] = tendStories(state, ended);
	const [next, toured] = tendTour(tended);
	const effects = [...left, ...asked, ...told, ...toured];
	return sessionChanged(state, next)
		? [next, [...effects, { kind: 'save-session', session: sessionOf(next) }]]
		: [next, effects];
}

function answer(state: State, event: Event): Step {
	switch (event.kind) {
		case 'key':
		case 'paste':
		case 'mouse':
			return byHand(state, event);
		case 'resize':
			return runWanted({ ...state, size: event.size });
		case 'tick':
			return runWanted(withoutOldToasts({ ...state, nowMs: event.nowMs }));
		case 'focus':
			return [onFocus(state, event.isFocused, event.nowMs), []];
		case 'data':
			return onData(state, event);
		case 'account':
		case 'proof':
			return [withAccount(state, event), []];
		case 'findings':
			return [withFindings(state, event.findings), refreshOpenFinding(state)];
		case 'ring':
			return [state, [event]];
		case 'finding-said':
			return [afterWord(state, event), []];
		case 'exception':
			return onException(state, event);
		case 'status':
			return openAtData({ ...state, status: event.status }, false);
		case 'result':
			return awaitedAfter(onResult(state, event), event.slot);
		case 'faults':
			return settle(state, event.slot, event.ticket, { faults: event.faults });
		case 'query-failed':
			return settle(state, event.slot, event.ticket, { error: failureOf(event) });
		case 'record':
			return withArrived(state, event);
		case 'matched':
		case 'marks':
			return [withSaid(state, event), []];
		case 'story-progress':
		case 'story':
		case 'story-failed':
			return [afterStory(state, event), []];
		case 'bundle-progress':
		case 'bundle-ended':
			return [afterBundle(state, event), []];
		case 'damaged':
			return [{ ...state, damaged: event.damaged }, []];
		case 'completions':
			return onCompletions(state, event);
		case 'edited-elsewhere':
			return onEdited(state, event.text);
		case 'environment':
			return enterEnvironment(state, event);
		case 'layouts':
			return onLayouts(state, event.layouts);
		case 'notified':
			return [notify(state, event.text, event.level), []];
	}
}

function failureOf({ message, next }: Extract<Event, { kind: 'query-failed' }>): Slot['error'] {
	return { message, next };
}

/** What is known of single records. */
function withSaid(state: State, event: Extract<Event, { kind: 'matched' | 'marks' }>): State {
	return event.kind === 'marks' ? withMarks(state, event.marks) : withMatched(state, event);
}

function byHand(state: State, event: Extract<Event, { kind: 'key' | 'paste' | 'mouse' }>): Step {
	switch (event.kind) {
		case 'key':
			return onKey(state, event.key, event.isBurst === true);
		case 'paste':
			return onPaste(state, event.text);
		case 'mouse':
			return onMouse(state, event.mouse);
	}
}

function onKey(before: State, press: KeyPress, isBurst: boolean): Step {
	// Whoever presses another key waits for nothing any more.
	const state = before.awaited === undefined ? before : { ...before, awaited: undefined };
	const [pressed, effects] = onPressed(state, press);
	if (pressed === state && effects.length === 0 && isUnused(state, keyName(press))) {
		return [withUnusedKey(before, state, keyName(press), isBurst), []];
	}

	const next = pressed.unusedKey === undefined ? pressed : { ...pressed, unusedKey: undefined };
	return [withAnswers(before, withinText(next)), effects];
}

function onPressed(before: State, press: KeyPress): Step {
	const key = keyName(press);
	const { bar, overlay } = before;

	if (overlay?.kind === 'jump') {
		return pressToJump(before, overlay.typed, key);
	}

	if (bar?.isChord === true && key === 'ctrl-e') {
		const ended = { ...before, bar: { ...bar, isChord: false } };
		return [ended, [{ kind: 'edit-elsewhere', text: bar.text }]];
	}

	const state = bar?.isChord === true ? { ...before, bar: { ...bar, isChord: false } } : before;
	if (leavesTour(state, key)) {
		return endTour(state);
	}

	const { actions, commands } = keysOf(state);
	const action = actionFor(actions, contextOf(state), key);
	return action === undefined
		? onTyped(state, key)
		: withoutFirstKeys(action.run(state, { key: press.name, commands }), action.name);
}

/** Whoever has pressed one of the first keys, or escape, needs their line no more. */
function withoutFirstKeys([state, effects]: Step, name: string): Step {
	if (state.foot?.kind !== 'first-keys' || !endsFirstKeys(name)) {
		return [state, effects];
	}

	const [next, more] = runWanted({ ...state, foot: undefined });
	return [next, [...effects, ...more]];
}

function onException(
	state: State,
	{ ref, answer: told }: Extract<Event, { kind: 'exception' }>,
): Step {
	switch (told.kind) {
		case 'offer':
			return [withOffer(state, { ref }, told.offer), []];
		case 'written':
			return [notify(state, told.text, 'info'), []];
		case 'fault':
			return [
				notify(withoutOffer(state, { ref }), told.text, 'bad'),
				told.paste === undefined ? [] : [{ kind: 'copy', text: told.paste, what: 'the exception' }],
			];
		case 'late':
			return [state, []];
	}
}

/** A key that is no action in this context is typed into the open menu or the query bar. */
function onTyped(state: State, key: string): Step {
	const menu = shownMenu(state);

	if (menu !== undefined) {
		return typeInMenu(state, menu, key);
	}

	const list = shownList(state);
	if (list?.isTyping === true) {
		const narrow = typeNarrow(list, key);
		return [narrow === undefined ? state : withList(state, { ...list, narrow }), []];
	}

	if (state.bar === undefined) {
		return [state, []];
	}

	const bar = takeGhost(state.bar, key, state.queryHistory) ?? editBar(state.bar, key);
	return bar === undefined ? [state, []] : changeBar(state, bar);
}

/** What an editor leaves ends in a line break. */
function onEdited(state: State, text: string | undefined): Step {
	return state.bar === undefined || text === undefined
		? [state, []]
		: changeBar(state, replaceText(state.bar, withoutEnd(text)));
}

function withoutEnd(text: string): string {
	return text.replace(/\s+$/, '');
}

function onPaste(state: State, text: string): Step {
	if (state.overlay?.kind === 'jump') {
		return [{ ...state, overlay: undefined }, []];
	}

	const menu = shownMenu(state);

	if (menu !== undefined) {
		return pasteInMenu(state, menu, text);
	}

	const list = shownList(state);
	if (list?.isTyping === true) {
		return [withList(state, { ...list, narrow: pasteNarrow(list, text) }), []];
	}

	return state.bar === undefined ? [state, []] : changeBar(state, insertText(state.bar, text));
}

function withAccount(state: State, event: Extract<Event, { kind: 'account' | 'proof' }>): State {
	const account = event.account ?? state.account;
	return event.kind === 'proof' ? { ...state, proof: event.proof, account } : { ...state, account };
}

function onData(state: State, event: Extract<Event, { kind: 'data' }>): Step {
	const arrived = Math.max(0, event.recordCount - state.recordCount);
	const next: State = {
		...state,
		nowMs: event.nowMs,
		dataVersion: event.version,
		recordCount: event.recordCount,
		beat: arrived > 0 && state.recordCount > 0 ? !state.beat : state.beat,
		account: event.account ?? state.account,
		times: event.times,
		waitingCount: state.paused === undefined ? 0 : state.waitingCount + arrived,
	};
	const [opened, effects] = openAtData(next, true);
	const [wanted, more] = runWanted(opened);
	return [wanted, [...effects, ...more]];
}

/** Enter that was pressed before there was anything to open. */
function awaitedAfter([state, effects]: Step, key: string): Step {
	const [opened, more] = openAwaited(state, key);
	return [opened, [...effects, ...more]];
}

function onResult(state: State, event: Extract<Event, { kind: 'result' }>): Step {
	const { slot: key, ticket, result, elapsedMs } = event;
	const slot = state.slots[key];

	if (slot === undefined || slot.ticket !== ticket || slot.stopped) {
		return [state, []];
	}

	const changed: Partial<Slot> = {
		result,
		resultRange: slot.range,
		resultChosen: slot.chosen,
		elapsedMs,
		fresh: freshRows(slot, result, state.nowMs),
	};
	const pointed = pointAtRow(state, key, slot.result, result);

	// A partial result is shown, and the query goes on running.
	if (!result.complete) {
		return [withSlot(pointed, key, { ...slot, ...changed }), []];
	}

	const [next, effects] = settle(pointed, key, ticket, changed);
	return key === valuesSlot ? [withValues(next, result), effects] : [next, effects];
}

function withSlot(state: State, key: string, slot: Slot): State {
	return { ...state, slots: { ...state.slots, [key]: slot } };
}

/** A query has ended. If something changed meanwhile, the next run starts. */
function settle(state: State, key: string, ticket: number, changed: Partial<Slot>): Step {
	const slot = state.slots[key];

	if (slot === undefined || slot.ticket !== ticket) {
		return [state, []];
	}

	// What has failed may come right much later, when nobody waits for it.
	const isLost = state.awaited === key && changed.result === undefined;
	const next = isLost ? { ...state, awaited: undefined } : state;
	return runWanted(withSlot(next, key, { ...slot, ...changed, running: false }));
}

/** Keeps what is shown. If its dashboard is gone, shows the first one. */
function onLayouts(state: State, layouts: readonly Layout[]): Step {
	const isThere = (name: string) => layouts.some(layout => layout.name === name);
	const first = layouts[0]?.name ?? '';
	const locations = state.locations.map(location =>
		location.kind !== 'dashboard' || isThere(location.dashboard)
			? location
			: { ...location, dashboard: first, zoomed: undefined },
	);
	return runWanted({ ...state, layouts: withPanelRanges(layouts, state.panelRanges), locations });
}

function onCompletions(state: State, event: Extract<Event, { kind: 'completions' }>): Step {
	const { bar } = state;

	// Completions for an earlier text are dropped.
	if (bar === undefined || bar.text !== event.text || bar.cursor !== event.cursor) {
		return [state, []];
	}

	return runWanted({
		...state,
		bar: {
			...bar,
			completions: withSearches(event.items, bar, state.searches),
			completion: -1,
			faults: event.faults,
			signature: event.signature,
			checkedText: event.text,
		},
	});
}

/** The list from which a finding was opened may be older than what is known by now. */
function withArrived(state: State, event: Extract<Event, { readonly kind: 'record' }>): Step {
	const next = withRecord(state, event);
	return [next, refreshOpenFinding(next)];
}
