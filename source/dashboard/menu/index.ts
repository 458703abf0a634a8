import { act } from '../action/act.ts';
import { setRange } from '../state/set-range.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import {
	filterFields,
	clearFilters,
	idsOfAlias,
	setValues,
	toggleValue,
	isFilterName,
} from '../compose/variables.ts';
import type { FilterName, Variables } from '../compose/variables.ts';
import { exportShown } from './export.ts';
import type { Action } from '../action/index.ts';
import { chosenItem } from '../input/menu.ts';
import type { Menu } from '../input/menu.ts';
import { openEnvironment } from './environments.ts';
import { filtersMenu, valuesMenu } from './filters.ts';
import { aliasesOf } from '../state/aliases.ts';
import { openQuery } from '../state/open-query.ts';
import { replacePlace } from '../state/place.ts';
import { replaceText } from '../input/query-bar.ts';
import { parseRange, presets } from '../compose/range.ts';
import { savePanel } from './save-panel.ts';
import { runValues, runWanted } from '../state/run.ts';
import type { PanelKind } from '../../panels/panel-model.ts';
import { placeOf, timeZoneOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import type { ExportFormat } from '../state/effect.ts';

/** Takes the chosen item of the open menu, or what was typed. */
export function choose(state: State, menu: Menu): Step {
	const item = chosenItem(menu);
	const closed: State = { ...state, overlay: undefined };

	switch (menu.id.kind) {
		case 'time': {
			const preset = presets.find(one => one.label === item?.id);

			return preset === undefined ? takeTypedRange(state, menu) : setRange(closed, preset.range);
		}

		case 'filters':
			return item === undefined ? [state, []] : openFilter(state, item.id);
		case 'values':
			return chooseValue(state, menu, item?.id, menu.id.filter);
		case 'export':
			return item === undefined ? [closed, []] : exportShown(closed, item.id as ExportFormat);
		case 'view': {
			const place = placeOf(state);

			return place.kind === 'rows' && item !== undefined
				? [replacePlace(closed, { ...place, view: item.id as PanelKind }), []]
				: [closed, []];
		}

		case 'queries': {
			const { bar } = state;

			return bar === undefined || item === undefined
				? [closed, []]
				: [
						{ ...closed, bar: replaceText(bar, item.id) },
						[{ kind: 'complete', text: item.id, cursor: item.id.length }],
					];
		}

		case 'dashboards':
			return item === undefined ? [state, []] : openDashboard(closed, item.id);
		case 'environments':
			return item === undefined ? [state, []] : openEnvironment(closed, item.id);
		case 'save-panel':
			return savePanel(closed, menu.typed);
		case 'palette':
			return item === undefined ? [closed, []] : runCommand(closed, item.id);
	}
}

function takeTypedRange(state: State, menu: Menu): Step {
	const outcome = parseRange(menu.typed, state.nowMs, timeZoneOf(state));

	return outcome.ok
		? setRange({ ...state, overlay: undefined }, outcome.range)
		: [withMenu(state, { ...menu, fault: `${outcome.message}: ${outcome.next}` }), []];
}

export function withMenu(state: State, menu: Menu): State {
	return { ...state, overlay: { kind: 'menu', menu } };
}

function openFilter(state: State, id: string): Step {
	if (id === 'clear') {
		return runWanted({
			...state,
			overlay: undefined,
			variables: { ...clearFilters(state.variables), params: {} },
		});
	}

	const opened = withMenu(state, valuesMenu(state, id));

	if (!isFilterName(id)) {
		return [opened, []];
	}

	// What this filter has chosen already must not hide its other values.
	const others: Variables = {
		...state.variables,
		filters: { ...state.variables.filters, [id]: { include: [], exclude: [] } },
	};

	return runValues(opened, filterFields[id], others);
}

function chooseValue(state: State, menu: Menu, chosen: string | undefined, filter: string): Step {
	const typed = menu.typed.trim();
	const value = chosen ?? typed;

	if (filter === 'text') {
		return applyVariables(state, { ...state.variables, text: typed });
	}

	if (value === '') {
		return [state, []];
	}

	if (filter.startsWith('param:')) {
		const params = { ...state.variables.params, [filter.slice('param:'.length)]: value };

		return applyVariables(state, { ...state.variables, params });
	}

	const name = filter as FilterName;
	const values = idsOfAlias(value, aliasesOf(state, name));

	return applyVariables(state, setValues(state.variables, name, values));
}

/** The list of filters stays open: one often sets several. */
function applyVariables(state: State, variables: Variables): Step {
	const next = { ...state, variables };

	return runWanted(withMenu(next, filtersMenu(next)));
}

/** Takes one more value and leaves the menu open. */
export function toggleChosen(state: State, menu: Menu): Step {
	if (menu.id.kind !== 'values' || !isFilterName(menu.id.filter)) {
		return [state, []];
	}

	const item = chosenItem(menu);

	if (item === undefined) {
		return [state, []];
	}

	const variables = toggleValue(state.variables, menu.id.filter, item.id);
	const items = menu.items.map(one =>
		one.id === item.id
			? { ...one, marked: item.id === '*' ? true : one.marked !== true }
			: item.id === '*'
				? { ...one, marked: false }
				: one.id === '*'
					? { ...one, marked: false }
					: one,
	);

	return runWanted(withMenu({ ...state, variables }, { ...menu, items }));
}

function runCommand(state: State, id: string): Step {
	const [kind, rest = ''] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];

	switch (kind) {
		case 'dashboard':
			return openDashboard(state, rest);
		case 'search':
			return openQuery(state, rest);
		case 'range': {
			const preset = presets.find(one => one.label === rest);

			return preset === undefined ? [state, []] : setRange(state, preset.range);
		}

		default:
			return act(state, rest as Action);
	}
}

/** A digit or letter that names an item chooses it, while nothing is typed. */
export function shortcut(state: State, menu: Menu, key: string): Step | undefined {
	const index = menu.typed === '' ? menu.items.findIndex(item => item.key === key) : -1;

	return index < 0 ? undefined : choose(state, { ...menu, index });
}
