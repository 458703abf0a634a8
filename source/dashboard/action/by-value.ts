import { isTimeColumn, noneLabel } from '../../panels/value-text.ts';
import { cellFilter } from '../compose/cell-filter.ts';
import { narrow } from '../compose/drill-down.ts';
import { filterTitle, setValues, toggleValue } from '../compose/variables.ts';
import { replaceLocation } from '../state/location.ts';
import { withoutHold } from '../state/cursor.ts';
import { conditionWords, withCondition } from '../state/narrowed.ts';
import { openQuery } from '../state/open-query.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { pointedAt } from '../state/pointed.ts';
import type { Pointed } from '../state/pointed.ts';
import { runWanted } from '../state/run.ts';
import { scopedText } from '../state/running-text.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { values } from './action.ts';
import type { Action } from './action.ts';

export const only: Action = {
	name: 'only',
	keys: ['o'],
	contexts: [...values, 'fields'],
	help: 'only this value',
	footer: undefined,
	inPalette: true,
	run: state => filterByChosen(state, false),
};

export const omit: Action = {
	name: 'omit',
	keys: ['O'],
	contexts: [...values, 'fields'],
	help: 'omit this value',
	footer: undefined,
	inPalette: true,
	run: state => filterByChosen(state, true),
};

/** Adds the value at the cursor to the filters, or in a list of rows to its query. */
export function filterByChosen(state: State, omit: boolean): Step {
	const pointed = pointedAt(state);

	if (pointed === undefined) {
		return [notify(state, 'choose a value first: ↑ ↓ a row, ← → a column', 'warn'), []];
	}

	const location = locationOf(state);

	if (location.kind === 'rows') {
		const query = narrow(location.query, pointed.column, pointed.value, omit);
		const words = conditionWords(pointed.column, pointed.value, omit);
		// Of another query the newest record is followed again.
		const followed = query === location.query ? state : withoutHold(state);
		return runWanted(replaceLocation(followed, withCondition(location, query, words)));
	}

	if (location.kind === 'record') {
		const query = scopedText(state, narrow('*', pointed.column, pointed.value, omit));
		return openQuery(state, query, `${omit ? 'not ' : ''}${pointed.column}`);
	}

	return filterDashboard(state, pointed, omit);
}

function filterDashboard(state: State, { column, value }: Pointed, omit: boolean): Step {
	const focused = focusedPanel(state);
	const query = focused === undefined ? undefined : state.slots[focused.key]?.text;
	const filter =
		query === undefined || isTimeColumn(column) ? undefined : cellFilter(query, column, value);

	if (filter === undefined) {
		const words = isTimeColumn(column)
			? 'm moves every panel to this time'
			: `no record holds ${column}: enter shows the rows`;
		return [notify(state, words, 'warn'), []];
	}

	if (filter.kind === 'search') {
		const term = `${omit ? '!' : ''}${filter.term}`;
		const variables = { ...state.variables, text: withTerm(state.variables.text, term) };
		return runWanted(notify({ ...state, variables }, `search ${term}`));
	}

	const { name } = filter;
	const written = value === null || value === '' ? noneLabel : String(value);
	const variables = omit
		? toggleValue(state.variables, name, `!${written}`)
		: setValues(state.variables, name, [written]);
	return runWanted(
		notify({ ...state, variables }, `${filterTitle(name)} ${omit ? 'not ' : ''}${written}`),
	);
}

/** Adds a condition, unless the text contains it already. */
function withTerm(text: string, term: string): string {
	const known = text.trim();

	if (known === '' || known === term || known.endsWith(` ${term}`)) {
		return known || term;
	}

	return `${/\bor\b/i.test(known) ? `(${known})` : known} ${term}`;
}
