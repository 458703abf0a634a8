import { sortedRows } from '../../panels/table-order.ts';
import { moveInHistory } from '../state/location.ts';
import { cursorOf, focusedResult } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';
import { openRecord } from './open.ts';

export const recordNext: Action = {
	name: 'record-next',
	keys: [')'],
	contexts: ['record'],
	help: 'the next record of the list',
	footer: undefined,
	inPalette: true,
	run: state => stepped(state, 1),
};

export const recordPrevious: Action = {
	name: 'record-previous',
	keys: ['('],
	contexts: ['record'],
	help: 'the one before it in the list',
	footer: undefined,
	inPalette: true,
	run: state => stepped(state, -1),
};

/** Opens the neighbour in the list from which the record was opened, whose cursor goes along. */
function stepped(state: State, by: 1 | -1): Step {
	const list = moveInHistory(state, -1);
	const shown = locationOf(list).kind === 'record' ? undefined : focusedResult(list);

	if (shown?.focused.kind !== 'table' || shown.result.refs === undefined) {
		return [notify(state, 'it was not opened from a list of records', 'warn'), []];
	}

	const { focused, result } = shown;
	const cursor = cursorOf(list, focused.key);
	const row = cursor.row + by;
	const ref = result.refs?.[sortedRows(result, cursor.sort)[row] ?? -1];

	if (cursor.row < 0 || ref === undefined) {
		const end = by > 0 ? 'last' : 'first';
		return [notify(state, `this is the ${end} record of the list`, 'info'), []];
	}

	const cursors = { ...list.cursors, [focused.key]: { ...cursor, row } };
	return openRecord({ ...list, cursors }, ref, `record ${row + 1}`);
}
