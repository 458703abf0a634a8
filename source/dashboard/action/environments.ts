import type { State, Step } from '../state/state.ts';
import { environmentsMenu } from '../menu/environments.ts';
import { tell } from '../state/toast.ts';

/** Offers the environments, where there is more than one. */
export function chooseEnvironment(state: State): Step {
	return state.environments.length > 1
		? [{ ...state, overlay: { kind: 'menu', menu: environmentsMenu(state) } }, []]
		: [
				tell(
					state,
					'there is no other environment; `trailtop init` adds one to the configuration',
					'info',
				),
				[],
			];
}
