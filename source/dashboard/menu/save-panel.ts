import { withoutScope } from '../compose/compose.ts';
import { newMenu } from '../input/menu.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Asks for the title under which the visible panel is saved. */
export const savePanel: MenuDescriptor<{ readonly kind: 'save-panel' }> = {
	open(state, id) {
		const focused = focusedPanel(state);
		const isUntitled = focused?.panel === undefined && focused?.title === 'query';
		return newMenu(id, 'Save as a panel of your own dashboard', [], {
			free: 'its title',
			typed: isUntitled ? '' : (focused?.title ?? ''),
		});
	},
	choose: (state, menu) => saveUnder(closeMenu(state), menu.typed.trim()),
	toggle: takesOne,
};

/** The current scope is not saved, so that the panel works in every environment. */
function saveUnder(state: State, title: string): Step {
	const focused = focusedPanel(state);
	const location = locationOf(state);
	const query =
		location.kind === 'rows' ? withoutScope(location.query, state.scope) : focused?.panel?.query;

	if (focused === undefined || query === undefined || title === '') {
		return [notify(state, 'a panel needs a title', 'warn'), []];
	}

	const range = focused.panel?.range;
	return [state, [{ kind: 'save-panel', title, query, view: focused.kind, range }]];
}
