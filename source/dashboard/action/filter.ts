import { isTimeColumn, noneLabel } from '../../panels/value-text.ts';
import type { Value } from '../../query/value.ts';
import { noVariables } from '../compose/compose.ts';
import type { Choice, FilterName, Variables } from '../compose/compose.ts';
import { chosenColumn, chosenRow, focusedModel } from '../state/cursor.ts';
import { cellFilter } from '../compose/cell-filter.ts';
import { narrow } from '../compose/drill.ts';
import { filterTitle, isFiltered } from '../menu/filters.ts';
import { entriesFor } from './open.ts';
import { cursorOf, focusedPanel } from '../state/panels-shown.ts';
import { goTo, replacePlace } from '../state/place.ts';
import { runWanted, scopedText } from '../state/run.ts';
import { placeOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';

/** A filter holds more values than a person would choose by hand. */
const choicesMax = 100;

function setChoice(variables: Variables, name: FilterName, choice: Choice): Variables {
	return {
		...variables,
		filters: {
			...variables.filters,
			[name]: {
				include: choice.include.filter(value => value !== '*').slice(0, choicesMax),
				exclude: choice.exclude.slice(0, choicesMax),
			},
		},
	};
}

/** Takes `value`, or with `!` in front leaves it out; takes it back when it is chosen already. */
export function toggleValue(variables: Variables, name: FilterName, written: string): Variables {
	if (written === '*') {
		return setChoice(variables, name, { include: [], exclude: [] });
	}

	const known = variables.filters[name] ?? { include: [], exclude: [] };
	const omit = written.startsWith('!');
	const value = omit ? written.slice(1) : written;
	const side = omit ? known.exclude : known.include;
	const changed = side.includes(value) ? side.filter(one => one !== value) : [...side, value];

	return setChoice(
		variables,
		name,
		omit ? { ...known, exclude: changed } : { ...known, include: changed },
	);
}

/** Only this value: one that was chosen before gives way. */
export function setValues(
	variables: Variables,
	name: FilterName,
	written: readonly string[],
): Variables {
	const cleared = setChoice(variables, name, { include: [], exclude: [] });

	return written.includes('*')
		? cleared
		: written.reduce((set, value) => toggleValue(set, name, value), cleared);
}

export function clearFilters(variables: Variables): Variables {
	return { ...noVariables, params: variables.params };
}

/** Something on the screen that one can filter by. */
interface Pointed {
	readonly column: string;
	readonly value: Value;
}

/** Adds what the cursor points at to the filters, or in a list of rows to its query. */
export function filterByChosen(state: State, omit: boolean): Step {
	const pointed = pointedAt(state);

	if (pointed === undefined) {
		return [tell(state, 'choose a value first: ↑ ↓ a row, ← → a column', 'warn'), []];
	}

	const place = placeOf(state);

	if (place.kind === 'rows') {
		const query = narrow(place.query, pointed.column, pointed.value, omit);

		return runWanted(replacePlace(state, { ...place, query }));
	}

	if (place.kind === 'record') {
		const sequence = state.sequence + 1;
		const next = goTo(
			{ ...state, sequence },
			{
				kind: 'rows',
				id: `#${sequence}`,
				title: `${omit ? 'not ' : ''}${pointed.column}`,
				query: scopedText(state, narrow('*', pointed.column, pointed.value, omit)),
				range: undefined,
				view: 'auto',
			},
		);

		return runWanted(next);
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

		return [tell(state, words, 'warn'), []];
	}

	if (filter.kind === 'search') {
		const term = `${omit ? '!' : ''}${filter.term}`;
		const variables = { ...state.variables, text: withTerm(state.variables.text, term) };

		return runWanted(tell({ ...state, variables }, `search ${term}`));
	}

	const { name } = filter;
	const written = value === null || value === '' ? noneLabel : String(value);
	const variables = omit
		? toggleValue(state.variables, name, `!${written}`)
		: setValues(state.variables, name, [written]);

	return runWanted(
		tell({ ...state, variables }, `${filterTitle(name)} ${omit ? 'not ' : ''}${written}`),
	);
}

/** One more condition; what holds already is not said twice. */
function withTerm(text: string, term: string): string {
	const known = text.trim();

	if (known === '' || known === term || known.endsWith(` ${term}`)) {
		return known || term;
	}

	return `${/\bor\b/i.test(known) ? `(${known})` : known} ${term}`;
}

/** No filter any more, with one key. */
export function clearAllFilters(state: State): Step {
	return isFiltered(state.variables)
		? runWanted(
				tell(
					{ ...state, variables: { ...clearFilters(state.variables), params: {} } },
					'all filters cleared',
				),
			)
		: [tell(state, 'nothing is filtered'), []];
}

export function pointedAt(state: State): Pointed | undefined {
	const place = placeOf(state);

	if (place.kind === 'record') {
		const record = state.records[place.id];
		const entry = record === undefined ? undefined : entriesFor(record)[record.cursor];

		return entry === undefined || entry.path === '' || entry.childCount > 0 || entry.kind === 'end'
			? undefined
			: { column: entry.path, value: scalarOf(entry.text) };
	}

	const focused = focusedPanel(state);
	const result = focused === undefined ? undefined : state.slots[focused.key]?.result;

	if (focused === undefined || result === undefined) {
		return undefined;
	}

	const cursor = cursorOf(state, focused.key);

	if (focused.kind === 'table') {
		const row = result.rows[chosenRow(result, cursor)];
		const column = chosenColumn(result, cursor, focused.columns);
		const index = column === undefined ? -1 : result.columns.indexOf(column);

		return row === undefined || column === undefined
			? undefined
			: { column, value: row[index] ?? null };
	}

	const item = cursor.row < 0 ? undefined : focusedModel(state, focused).items[cursor.row];
	const row = item?.rows.length === 1 ? result.rows[item.rows[0] ?? -1] : undefined;
	const column = result.columns[0];

	return row === undefined || column === undefined || item?.bucket !== undefined
		? undefined
		: { column, value: row[0] ?? null };
}

/** A scalar of a record, as the value it stands for. */
function scalarOf(text: string): Value {
	const value: unknown = JSON.parse(text);

	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? value
		: null;
}

/**
 * An account may be written by what people call it, in any case; with `!` before it, it is left out.
 * Several accounts may go by one name: it stands for all of them.
 *
 * @param aliases - what people call an account, by its id
 * @returns never empty; what is no alias stays as it is written
 */
export function idsOfAlias(written: string, aliases: Readonly<Record<string, string>>): string[] {
	const [mark, name] = written.startsWith('!') ? ['!', written.slice(1)] : ['', written];
	const ids = Object.keys(aliases).filter(id => aliases[id]?.toLowerCase() === name.toLowerCase());

	return ids.length === 0 ? [written] : ids.map(id => `${mark}${id}`);
}
