import type { State, Step } from '../state/state.ts';
import type { Commands } from '../menu/descriptor.ts';
import { openMenu } from '../menu/index.ts';
import { tell } from '../state/toast.ts';

/** Offers the environments, where there is more than one. */
export function chooseEnvironment(state: State, commands: Commands): Step {
	return state.environments.length > 1
		? openMenu(state, { kind: 'environments' }, commands)
		: [
				tell(
					state,
					'there is no other environment; `trailtop init` adds one to the configuration',
					'info',
				),
				[],
			];
}
