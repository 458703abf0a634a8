import type { PanelKind } from '../../panels/panel-model.ts';
import { newMenu } from '../input/menu.ts';
import { replaceLocation } from '../state/location.ts';
import { focusedResult, viewsFor } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

const viewTitles: Readonly<Record<PanelKind, string>> = {
	table: 'table',
	'single-value': 'single value',
	bar: 'bars',
	cells: 'cells',
	pie: 'shares',
	column: 'columns over time',
	line: 'lines over time',
	'stacked-bar': 'stacked bars',
	outlier: 'outliers',
	map: 'map',
};

/** The views in which the rows of a query can be shown. */
export const showAs: MenuDescriptor<{ readonly kind: 'view' }> = {
	open(state, id) {
		const shown = focusedResult(state);
		const kinds = shown === undefined ? [] : viewsFor(shown.result);
		return newMenu(
			id,
			'Show as',
			kinds.map(kind => ({
				id: kind,
				label: viewTitles[kind],
				hint: '',
				marked: kind === shown?.focused.kind,
			})),
		);
	},
	choose(state, _, item) {
		const location = locationOf(state);
		const closed = closeMenu(state);
		return location.kind === 'rows' && item !== undefined
			? [replaceLocation(closed, { ...location, view: item.id as PanelKind }), []]
			: [closed, []];
	},
	toggle: takesOne,
};
