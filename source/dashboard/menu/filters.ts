import { labelText, noneLabel, numberOf } from '../../panels/value-text.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult } from '../../query/engine.ts';
import { fit } from '../../text/fit.ts';
import { formatNumber } from '../../text/number.ts';
import { filterFields, filterNames } from '../compose/compose.ts';
import type { Choice, FilterName, Variables } from '../compose/compose.ts';
import { keyLabel } from '../action/print-keys.ts';
import { openMenu } from '../input/menu.ts';
import type { Menu, MenuItem } from '../input/menu.ts';
import { presets, rangeLabel } from '../compose/range.ts';
import { viewsFor } from '../state/panels-shown.ts';
import { layoutOf, timeZoneOf } from '../state/state.ts';
import type { State } from '../state/state.ts';

export function timeMenu(state: State): Menu {
	const now = rangeLabel(state.range, timeZoneOf(state));
	const items = presets.map(({ key, label }) => ({
		id: label,
		label,
		hint: '',
		key,
		marked: label === now,
	}));

	return openMenu({ kind: 'time' }, 'Time range', items, {
		free: 'or type: last 36h · yesterday · 2026-03-01 · 10:00 .. 12:30',
	});
}

const filterTitles: Readonly<Record<FilterName, string>> = {
	account: 'account',
	region: 'region',
	user: 'user',
	sourceIPAddress: 'address',
	eventName: 'event',
	eventSource: 'source',
	errorCode: 'error',
};

export function filterTitle(name: string): string {
	return (filterTitles as Readonly<Record<string, string>>)[name] ?? name;
}

/**
 * `*`, `ada`, `ada, bob`, `not ada`.
 *
 * @param aliases - what people call a value, by the value
 */
export function choiceText(
	choice: Choice | undefined,
	aliases: Readonly<Record<string, string>> = {},
): string {
	const named = (value: string) => aliases[value] ?? value;
	const include = choice?.include.filter(value => value !== '*').map(named) ?? [];
	const exclude = choice?.exclude.map(named) ?? [];
	const parts = [
		...(include.length > 0 ? [include.join(', ')] : []),
		...(exclude.length > 0 ? [`not ${exclude.join(', ')}`] : []),
	];

	return parts.join(' · ') || '*';
}

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

export function isFiltered(variables: Variables): boolean {
	return (
		variables.text !== '' ||
		Object.keys(variables.params).length > 0 ||
		filterNames.some(name => choiceText(variables.filters[name]) !== '*')
	);
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

const noAliases: Readonly<Record<string, string>> = {};

/** Accounts have names of their own. */
export function aliasesOf(state: State, filter: FilterName): Readonly<Record<string, string>> {
	return filter === 'account' ? state.aliases : noAliases;
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

export function exportMenu(): Menu {
	return openMenu({ kind: 'export' }, 'Export what is shown', [
		{ id: 'csv', label: 'CSV', hint: 'for a spreadsheet', key: 'c' },
		{ id: 'json', label: 'JSON', hint: 'one document', key: 'j' },
		{ id: 'ndjson', label: 'NDJSON', hint: 'one row a line', key: 'n' },
	]);
}

const viewTitles: Readonly<Record<PanelKind, string>> = {
	table: 'table',
	'single-value': 'single value',
	bar: 'bars',
	pie: 'shares',
	column: 'columns over time',
	line: 'lines over time',
	'stacked-bar': 'stacked bars',
	outlier: 'outliers',
	map: 'map',
};

export function viewMenu(result: QueryResult, current: string): Menu {
	return openMenu(
		{ kind: 'view' },
		'Show as',
		viewsFor(result).map(kind => ({
			id: kind,
			label: viewTitles[kind],
			hint: '',
			marked: kind === current,
		})),
	);
}

/** Older queries, newest first, then the saved ones; what is chosen goes into the bar. */
export function queriesMenu(state: State): Menu {
	const older = state.queryHistory.toReversed().map(text => ({
		id: text,
		label: text.replace(/\s*\n\s*/g, ' '),
		hint: '',
	}));
	const saved = state.searches.map(({ title, query }) => ({
		id: query,
		label: title,
		hint: 'saved',
	}));

	return openMenu({ kind: 'queries' }, 'Older and saved queries', [...older, ...saved], {
		index: 0,
	});
}

/** Beside a title of some words, on a screen of 80 columns. */
const hintCells = 44;

/** Every dashboard: ours, and those of the person. */
export function dashboardsMenu(state: State): Menu {
	const current = layoutOf(state)?.name;

	return openMenu(
		{ kind: 'dashboards' },
		'Dashboards',
		state.layouts.map(layout => ({
			id: layout.name,
			label: layout.title,
			hint: fit(layout.description, hintCells),
			...(layout.key === undefined ? {} : { key: String(layout.key) }),
			marked: layout.name === current,
		})),
	);
}

/** Every environment, and all of them together. */
export function environmentsMenu({ environment, environments }: State): Menu {
	return openMenu(
		{ kind: 'environments' },
		'Environments',
		environments.map(({ name, place }) => ({
			id: name,
			label: name,
			hint: fit(place, hintCells),
			marked: name === environment,
		})),
	);
}

/** Every command by name. */
export function paletteMenu({ keys, layouts, searches }: State): Menu {
	const hidden = new Set(['accept', 'complete', 'cancel', 'up', 'down', 'dashboard', 'palette']);
	const commands = keys
		.filter(binding => !hidden.has(binding.action))
		.map(binding => ({
			id: `action:${binding.action}`,
			label: binding.help,
			hint: keyLabel(binding.keys),
		}));
	const seen = new Set<string>();

	return openMenu({ kind: 'palette' }, 'Commands', [
		...layouts.map(layout => ({
			id: `dashboard:${layout.name}`,
			label: `open ${layout.title}`,
			hint: layout.key === undefined ? '' : String(layout.key),
		})),
		...presets.map(({ label }) => ({ id: `range:${label}`, label: `show ${label}`, hint: 'time' })),
		...searches.map(({ title, query }) => ({
			id: `search:${query}`,
			label: `find ${title}`,
			hint: 'saved',
		})),
		...commands.filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined),
	]);
}

export function isFilterName(name: string): name is FilterName {
	return Object.hasOwn(filterFields, name);
}
