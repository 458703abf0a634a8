import { fit } from '../../text/fit.ts';
import { newMenu } from '../input/menu.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import { layoutOf } from '../state/state.ts';
import { closeMenu, hintCells, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** All dashboards: those of the program and those of the user. */
export const dashboards: MenuDescriptor<{ readonly kind: 'dashboards' }> = {
	open(state, id) {
		const current = layoutOf(state)?.name;
		const items = state.layouts.map(layout => ({
			id: layout.name,
			label: layout.title,
			hint: fit(layout.description, hintCells),
			...(layout.key === undefined ? {} : { key: String(layout.key) }),
			marked: layout.name === current,
		}));
		return newMenu(id, 'Dashboards', items);
	},
	choose: (state, _, item) =>
		item === undefined ? [state, []] : openDashboard(closeMenu(state), item.id),
	toggle: takesOne,
};
