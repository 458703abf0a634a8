import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';
import type { Menu } from '../input/menu.ts';
import { openMenu } from '../input/menu.ts';
import { fit } from '../../text/fit.ts';
import { hintCells } from './filters.ts';

/** Asks for another environment; what is shown stays until it is there. */
export function openEnvironment(state: State, name: string): Step {
	return name === state.environment
		? [state, []]
		: [tell(state, `opening ${name} …`, 'info'), [{ kind: 'open-environment', name }]];
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
