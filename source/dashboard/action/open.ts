import type { RecordRef } from '../../query/port.ts';
import { drill } from '../compose/drill-down.ts';
import { chosenRow, holdRow } from '../state/cursor.ts';
import { isFinding } from '../state/finding-page.ts';
import { ruleOfRows } from '../state/matched.ts';
import { openPage } from '../state/record.ts';
import { notify } from '../state/toast.ts';
import { openQuery } from '../state/open-query.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import { itemOf } from '../state/pointed.ts';
import { locationOf } from '../state/state.ts';
import type { Slot, State, Step } from '../state/state.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';
import { toggleFold } from './record-cursor.ts';

export const open: Action = {
	name: 'open',
	keys: ['enter'],
	contexts: lists,
	help: 'the rows, then the record',
	footer: 'drill',
	inPalette: true,
	run: openChosen,
};

/** Enter: opens the rows behind a panel, or the record of a row. */
function openChosen(state: State): Step {
	const location = locationOf(state);

	if (location.kind === 'record') {
		return [toggleFold(state, location.id), []];
	}

	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];

	if (focused === undefined) {
		return [state, []];
	}

	if (isAwaited(slot)) {
		const told = notify(state, waitingWords, 'info');
		return [{ ...told, awaited: focused.key }, []];
	}

	if (slot?.result === undefined) {
		return [notify(state, `${focused.title} has nothing to open yet`, 'warn'), []];
	}

	const cursor = cursorOf(state, focused.key);
	const row = focused.kind === 'table' ? chosenRow(slot.result, cursor) : -1;
	const ref = slot.result.refs?.[row];

	if (ref !== undefined) {
		return openRecord(state, ref, `record ${cursor.row + 1}`);
	}

	if (slot.result.kind === 'rows' && location.kind === 'rows') {
		return [state, []];
	}

	const { query, range, title, unlisted } = drill(
		slot.text,
		slot.result,
		itemOf(state, focused, row),
		focused.title,
		slot.resultRange ?? slot.range,
	);
	// A panel with a longer range of its own has rows of the same range.
	const ran = focused.panel?.range === undefined ? undefined : slot.range;
	const told =
		unlisted.length === 0
			? state
			: notify(state, `too many values to list: rows of any ${unlisted.join(', ')}`, 'warn');
	return openQuery(told, query, title, range ?? ran);
}

const waitingWords = 'it opens when its rows are there';

/** Whether the first rows of a panel are still to come: what is drilled into now would be nothing. */
function isAwaited(slot: Slot | undefined): boolean {
	return slot?.running === true && (slot.result === undefined || slot.result.rows.length === 0);
}

/** A panel has an answer: opens what was asked for before there was one. */
export function openAwaited(state: State, key: string): Step {
	const isThere = !isAwaited(state.slots[key]) && state.slots[key]?.result !== undefined;
	if (state.awaited !== key || !isThere) {
		return [state, []];
	}

	const toasts = state.toasts.filter(({ text }) => text !== waitingWords);
	const next = { ...state, awaited: undefined, toasts };
	const isShown = next.overlay === undefined && next.bar === undefined;
	return isShown && focusedPanel(next)?.key === key ? openChosen(next) : [next, []];
}

export function openRecord(state: State, ref: RecordRef, title: string): Step {
	const rule = isFinding(ref) ? undefined : ruleOfRows(state);
	const { id, next } = openPage(holdRow(state), ref, title);
	return [
		next,
		[
			{ kind: 'fetch-record', id, ref },
			...(rule === undefined ? [] : [{ kind: 'fetch-matched', id, rule, ref } as const]),
		],
	];
}
