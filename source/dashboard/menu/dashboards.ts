import type { State } from '../state/state.ts';
import type { Menu } from '../input/menu.ts';
import { layoutOf } from '../state/state.ts';
import { openMenu } from '../input/menu.ts';
import { fit } from '../../text/fit.ts';
import { hintCells } from './filters.ts';

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
