import { drill as eventsBehind } from '../../query/language/drill.ts';
import { quoteName } from '../../query/syntax/escape.ts';
import { openQuery } from '../state/open-query.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { pointedAt } from '../state/pointed.ts';
import { scopedText } from '../state/run.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const countBy: Action = {
	name: 'count-by',
	keys: ['c'],
	contexts: views,
	help: 'count by this field',
	footer: undefined,
	inPalette: true,
	run: countByChosen,
};

/** Counts the events behind the panel by the field at the cursor. */
function countByChosen(state: State): Step {
	const pointed = pointedAt(state);

	if (pointed === undefined) {
		return [notify(state, 'choose a value first: ↑ ↓ a row, ← → a column', 'warn'), []];
	}

	const events = eventsOf(state);
	const field = quoteName(pointed.column);
	return events === undefined
		? [notify(state, 'there is no result yet', 'warn'), []]
		: openQuery(
				state,
				`${events}\n| count as eventCount by ${field}\n| sort by eventCount, +${field}`,
				`by ${pointed.column}`,
			);
}

/** The query for the events that the panel shows or counts, without any aggregate. */
function eventsOf(state: State): string | undefined {
	const location = locationOf(state);

	if (location.kind === 'record') {
		return scopedText(state, '*');
	}

	const focused = focusedPanel(state);
	const slot = focused === undefined ? undefined : state.slots[focused.key];

	if (focused === undefined || slot?.result === undefined) {
		return undefined;
	}

	if (slot.result.kind === 'rows') {
		return slot.text;
	}

	return eventsBehind(slot.text, []).text;
}
