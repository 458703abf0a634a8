import { labelText, noneLabel, numberOf } from '../../panels/value-text.ts';
import type { QueryResult } from '../../query/port.ts';
import { formatNumber } from '../../text/number.ts';
import {
	choiceText,
	clearFilters,
	filterFields,
	filterNames,
	filterTitle,
	idsOfAlias,
	isFiltered,
	isFilterName,
	setValues,
	toggleValue,
} from '../compose/variables.ts';
import type { FilterName, Variables } from '../compose/variables.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { aliasesOf } from '../state/aliases.ts';
import { shownMenu } from '../state/context.ts';
import { runValues, runWanted } from '../state/run.ts';
import { layoutOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import { scope, withScopes } from './scope.ts';
import type { Commands, MenuDescriptor } from './descriptor.ts';

const parameterMark = 'param:';

/** All filters with the values chosen for each. */
export const filters: MenuDescriptor<{ readonly kind: 'filters' }> = {
	open: (state, id) => newMenu(id, 'Filters', filterItems(state)),
	choose: (state, _, item, commands) =>
		item === undefined ? [state, []] : openFilter(state, item.id, commands),
	toggle: takesOne,
};

function filterItems(state: State): MenuItem[] {
	const { variables } = state;
	const items: MenuItem[] = filterNames.map(name => ({
		id: name,
		label: filterTitle(name),
		hint: choiceText(variables.filters[name], aliasesOf(state, name)),
	}));

	if (state.scope !== undefined) {
		items.push({ id: 'scope', label: 'scope', hint: state.scope.value });
	}

	items.push({ id: 'text', label: 'search', hint: variables.text === '' ? '*' : variables.text });

	for (const [name, variable] of Object.entries(layoutOf(state)?.variables ?? {})) {
		items.push({
			id: `${parameterMark}${name}`,
			label: name,
			hint: variables.params[name] ?? variable.default,
		});
	}

	if (isFiltered(variables)) {
		items.push({ id: 'clear', label: 'clear all filters', hint: '' });
	}

	return items;
}

function openFilter(state: State, id: string, commands: Commands): Step {
	if (id === 'clear') {
		const variables = { ...clearFilters(state.variables), params: {} };
		return runWanted({ ...closeMenu(state), variables });
	}

	if (id === 'text') {
		return [showMenu(state, searchText.open(state, { kind: 'search-text' }, commands)), []];
	}

	if (id === 'scope' && state.scope !== undefined) {
		const { key } = state.scope;
		const menu = scope.open(state, { kind: 'scope' }, commands);
		return runValues(showMenu(state, menu), key, state.variables, undefined);
	}

	if (!isFilterName(id)) {
		const name = id.slice(parameterMark.length);
		return [showMenu(state, parameter.open(state, { kind: 'parameter', name }, commands)), []];
	}

	const menu = values.open(state, { kind: 'values', filter: id }, commands);
	// The values chosen already for this filter must not hide its other values.
	const others: Variables = {
		...state.variables,
		filters: { ...state.variables.filters, [id]: { include: [], exclude: [] } },
	};
	return runValues(showMenu(state, menu), filterFields[id], others, state.scope);
}

/** The values of one filter; they arrive with the result of a query. */
export const values: MenuDescriptor<{ readonly kind: 'values'; readonly filter: FilterName }> = {
	open: (state, id) =>
		newMenu(id, filterTitle(id.filter), chosenItems(state, id.filter), {
			free: 'a value; * is any text, ! in front leaves it out',
			loading: true,
			takesSeveral: true,
		}),
	choose(state, menu, item, commands) {
		const value = item?.id ?? menu.typed.trim();

		if (value === '') {
			return [state, []];
		}

		const { filter } = menu.id;
		const taken = idsOfAlias(value, aliasesOf(state, filter));
		return applyVariables(state, setValues(state.variables, filter, taken), commands);
	},
	toggle(state, menu, { id }) {
		const variables = toggleValue(state.variables, menu.id.filter, id);
		const items = menu.items.map(item =>
			item.id === id
				? { ...item, marked: id === '*' || item.marked !== true }
				: id === '*' || item.id === '*'
					? { ...item, marked: false }
					: item,
		);
		return runWanted(showMenu({ ...state, variables }, { ...menu, items }));
	},
};

/** A variable of a dashboard file. */
export const parameter: MenuDescriptor<{ readonly kind: 'parameter'; readonly name: string }> = {
	open(state, id) {
		const variable = layoutOf(state)?.variables[id.name];
		const chosen = state.variables.params[id.name] ?? variable?.default;
		const items = (variable?.values ?? ['*']).map(value => ({
			id: value,
			label: value === '*' ? '* everything' : value,
			hint: value === variable?.default ? 'default' : '',
			marked: value === chosen,
		}));
		return newMenu(id, variable?.help ?? id.name, items, {
			free: 'another value',
			takesSeveral: true,
		});
	},
	choose(state, menu, item, commands) {
		const value = item?.id ?? menu.typed.trim();
		const params = { ...state.variables.params, [menu.id.name]: value };
		return value === ''
			? [state, []]
			: applyVariables(state, { ...state.variables, params }, commands);
	},
	toggle: takesOne,
};

export const searchText: MenuDescriptor<{ readonly kind: 'search-text' }> = {
	open: (state, id) =>
		newMenu(id, 'Search', [], {
			free: 'a search such as AssumeRole or ada OR bob',
			typed: state.variables.text,
		}),
	choose: (state, menu, _, commands) =>
		applyVariables(state, { ...state.variables, text: menu.typed.trim() }, commands),
	toggle: takesOne,
};

/** Opens the list of filters again, because users often set several. */
function applyVariables(state: State, variables: Variables, commands: Commands): Step {
	const next = { ...state, variables };
	return runWanted(showMenu(next, filters.open(next, { kind: 'filters' }, commands)));
}

/** `444455556666 data`: the id and the alias, so that typing either finds it. */
function valueLabel(state: State, filter: FilterName, value: string): string {
	const [mark, plain] = value.startsWith('!') ? ['!', value.slice(1)] : ['', value];
	return [`${mark}${plain}`, aliasesOf(state, filter)[plain] ?? ''].filter(Boolean).join(' ');
}

function chosenItems(state: State, filter: FilterName): MenuItem[] {
	const choice = state.variables.filters[filter];
	const everything = {
		id: '*',
		label: '* everything',
		hint: '',
		marked: choiceText(choice) === '*',
	};
	const chosen = [
		...(choice?.include ?? []).filter(value => value !== '*'),
		...(choice?.exclude ?? []).map(value => `!${value}`),
	];
	return [
		everything,
		...chosen.map(value => ({
			id: value,
			label: valueLabel(state, filter, value),
			hint: '',
			marked: true,
		})),
	];
}

/** The open menu of values with those that the query found; chosen values stay at the top. */
export function withValues(state: State, result: QueryResult): State {
	const menu = shownMenu(state);

	if (menu?.id.kind === 'scope') {
		return withScopes(state, menu, result);
	}

	if (menu?.id.kind !== 'values') {
		return state;
	}

	const { filter } = menu.id;
	const chosen = chosenItems(state, filter);
	const known = new Set(chosen.map(item => item.id));
	const found = result.rows.flatMap(([value, count]): MenuItem[] => {
		const id = value === null || value === '' ? noneLabel : String(value);
		const label = id === noneLabel ? noneLabel : valueLabel(state, filter, labelText(value));
		return known.has(id) ? [] : [{ id, label, hint: formatNumber(numberOf(count)) }];
	});
	return showMenu(state, { ...menu, items: [...chosen, ...found], loading: false });
}
