import type { PanelKind } from '../../panels/panel-model.ts';
import type { QueryResult } from '../../query/engine.ts';
import type { Menu } from '../input/menu.ts';
import { openMenu } from '../input/menu.ts';
import { viewsFor } from '../state/panels-shown.ts';

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
