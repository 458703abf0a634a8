import { openMenu } from '../menu/index.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const environments: Action = {
	name: 'environments',
	keys: ['E'],
	contexts: views,
	help: 'another environment',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) =>
		state.environments.length > 1
			? openMenu(state, { kind: 'environments' }, commands)
			: [
					notify(
						state,
						'there is no other environment; `trailtop init` adds one to the configuration',
					),
					[],
				],
};
