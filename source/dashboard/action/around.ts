import { formatTime } from '../../text/time.ts';
import { composeQuery } from '../compose/compose.ts';
import { eventsInOrder } from '../compose/drill-down.ts';
import { asAround, spanOf } from '../state/around.ts';
import { chosenRecord } from '../state/chosen-record.ts';
import { isFinding } from '../state/finding-page.ts';
import { openQuery, replaceQuery } from '../state/open-query.ts';
import { sameRef } from '../state/record.ts';
import { locationOf, timeZoneOf } from '../state/state.ts';
import type { Around, Location, State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { values } from './action.ts';
import type { Action } from './action.ts';

export const around: Action = {
	name: 'around',
	keys: ['M'],
	contexts: values,
	help: 'all events around this one; wider',
	footer: undefined,
	inPalette: true,
	run: openAround,
};

/** Minutes before and after the event, one press after another. */
const widths = [5, 15, 60];

type Rows = Extract<Location, { readonly kind: 'rows' }>;

/** Opens what else happened around an event, whoever did it: filters would hide just that. */
function openAround(state: State): Step {
	const chosen = chosenRecord(state);
	const location = locationOf(state);
	const isAround = location.kind === 'rows' && location.around?.of === undefined;
	const page = isAround && location.around !== undefined ? location : undefined;
	const known = page?.around;

	// Its own row may be still to come, or be beyond those that are shown.
	if (page !== undefined && known !== undefined && (!chosen || sameRef(chosen.ref, known.ref))) {
		return widen(state, page, known);
	}

	if (chosen === undefined) {
		return [notify(state, 'choose an event first: ↑ ↓ in a list of records', 'warn'), []];
	}

	if (isFinding(chosen.ref)) {
		const words = 'a finding is no event: enter opens it, and its records';
		return [notify(state, words, 'warn'), []];
	}

	const { ref, timeMs } = chosen;
	if (timeMs === undefined) {
		const words =
			location.kind === 'record'
				? 'this record does not say when it was, or has not come yet'
				: 'no column says when this was: open the record, then press M';
		return [notify(state, words, 'warn'), []];
	}

	const first = { ref, timeMs, minutes: widths[0] ?? 5 };
	return asAround(openQuery(state, queryOf(state), titleOf(state, first), spanOf(first)), first);
}

function widen(state: State, page: Rows, known: Around): Step {
	const minutes = widths.find(width => width > known.minutes);
	if (minutes === undefined) {
		const words = `${known.minutes} minutes on each side are all; esc goes back, t chooses a range`;
		return [notify(state, words, 'info'), []];
	}

	const wider = { ...known, minutes };
	const range = spanOf(wider);
	const title = titleOf(state, wider);
	return asAround(replaceQuery(state, { ...page, range, title }, queryOf(state)), wider, title);
}

function queryOf({ scope }: State): string {
	return composeQuery(eventsInOrder(), { scope });
}

function titleOf(state: State, { timeMs, minutes }: Around): string {
	return `${minutes} min around ${formatTime(timeMs, timeZoneOf(state), 'clock')}`;
}
