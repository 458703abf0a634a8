import { fit } from '../../text/fit.ts';
import { newMenu } from '../input/menu.ts';
import type { State, Step } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { closeMenu, hintCells, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** All environments, and the one that combines them. */
export const environments: MenuDescriptor<{ readonly kind: 'environments' }> = {
	open(state, id) {
		const items = state.environments.map(({ name, sourceTitle: place }) => ({
			id: name,
			label: name,
			hint: fit(place, hintCells),
			marked: name === state.environment,
		}));
		return newMenu(id, 'Environments', items);
	},
	choose: (state, _, item) =>
		item === undefined ? [state, []] : openEnvironment(closeMenu(state), item.id),
	toggle: takesOne,
};

/** Requests another environment. The screen does not change until it is open. */
function openEnvironment(state: State, name: string): Step {
	return name === state.environment
		? [state, []]
		: [notify(state, `opening ${name} …`, 'info'), [{ kind: 'open-environment', name }]];
}
