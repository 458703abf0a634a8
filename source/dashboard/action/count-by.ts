import { quoteName } from '../../query/syntax/escape.ts';
import { openQuery } from '../state/open-query.ts';
import { fieldEntry } from '../state/field-bar.ts';
import { pointedAt } from '../state/pointed.ts';
import { eventsText } from '../state/running-text.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { values } from './action.ts';
import type { Action } from './action.ts';

export const countBy: Action = {
	name: 'count-by',
	keys: ['c'],
	contexts: [...values, 'fields'],
	help: 'count by this field',
	footer: undefined,
	inPalette: true,
	run: countByChosen,
};

/** Counts the events behind the panel by the field at the cursor. */
function countByChosen(state: State): Step {
	const column = fieldEntry(state)?.field ?? pointedAt(state)?.column;

	if (column === undefined) {
		return [notify(state, 'choose a value first: ↑ ↓ a row, ← → a column', 'warn'), []];
	}

	const field = quoteName(column);
	return openQuery(
		{ ...state, overlay: undefined },
		`${eventsText(state)}\n| count as eventCount by ${field}\n| sort by eventCount, +${field}`,
		`by ${column}`,
	);
}
