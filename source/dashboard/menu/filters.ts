import { labelText, noneLabel, numberOf } from '../../panels/value-text.ts';
import type { QueryResult } from '../../query/engine.ts';
import { formatNumber } from '../../text/number.ts';
import { filterNames, filterTitle, choiceText, isFiltered } from '../compose/variables.ts';
import type { FilterName } from '../compose/variables.ts';
import { openMenu } from '../input/menu.ts';
import type { Menu, MenuItem } from '../input/menu.ts';
import { layoutOf } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { aliasesOf } from '../state/aliases.ts';

export function filtersMenu(state: State): Menu {
	const { variables } = state;
	const layout = layoutOf(state);
	const items: MenuItem[] = filterNames.map(name => ({
		id: name,
		label: filterTitle(name),
		hint: choiceText(variables.filters[name], aliasesOf(state, name)),
	}));

	items.push({ id: 'text', label: 'search', hint: variables.text === '' ? '*' : variables.text });

	for (const [name, variable] of Object.entries(layout?.variables ?? {})) {
		items.push({
			id: `param:${name}`,
			label: name,
			hint: variables.params[name] ?? variable.default,
		});
	}

	if (isFiltered(variables)) {
		items.push({ id: 'clear', label: 'clear all filters', hint: '' });
	}

	return openMenu({ kind: 'filters' }, 'Filters', items);
}

/** Values of one filter; those of fields arrive with the answer to a query. */
export function valuesMenu(state: State, filter: string): Menu {
	const id = { kind: 'values', filter } as const;

	if (filter === 'text') {
		return {
			...openMenu(id, 'Search', [], { free: 'a search such as AssumeRole or ada OR bob' }),
			typed: state.variables.text,
		};
	}

	const param = filter.startsWith('param:') ? filter.slice('param:'.length) : undefined;

	if (param !== undefined) {
		const variable = layoutOf(state)?.variables[param];
		const chosen = state.variables.params[param] ?? variable?.default;
		const items = (variable?.values ?? ['*']).map(value => ({
			id: value,
			label: value === '*' ? '* everything' : value,
			hint: value === variable?.default ? 'default' : '',
			marked: value === chosen,
		}));

		return openMenu(id, variable?.help ?? param, items, { free: 'another value' });
	}

	return openMenu(id, filterTitle(filter), chosenItems(state, filter as FilterName), {
		free: 'a value; * is any text, ! in front leaves it out',
		loading: true,
	});
}

/** `444455556666 data`, so that typing either one finds it. */
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

/** The menu with the values that the query found; those chosen already stay on top. */
export function withValues(
	state: State,
	menu: Menu,
	filter: FilterName,
	result: QueryResult,
): Menu {
	const chosen = chosenItems(state, filter);
	const known = new Set(chosen.map(item => item.id));
	const found = result.rows.flatMap(([value, count]): MenuItem[] => {
		const id = value === null || value === '' ? noneLabel : String(value);
		const label = id === noneLabel ? noneLabel : valueLabel(state, filter, labelText(value));

		return known.has(id) ? [] : [{ id, label, hint: formatNumber(numberOf(count)) }];
	});

	return { ...menu, items: [...chosen, ...found], loading: false };
}

/** Beside a title of some words, on a screen of 80 columns. */
export const hintCells = 44;
