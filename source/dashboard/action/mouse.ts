import { allContexts } from '../state/context.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const mouse: Action = {
	name: 'mouse',
	keys: ['f2'],
	contexts: allContexts,
	help: 'mouse on, off',
	footer: undefined,
	inPalette: true,
	run(state) {
		const isOn = !state.mouse;
		const words = isOn
			? 'the mouse is on: click, wheel, drag over time; F2 lets the terminal select text again'
			: 'the mouse is off: the terminal selects text with it; F2 turns it on';
		return [
			notify({ ...state, mouse: isOn, pressed: undefined }, words, 'info'),
			[{ kind: 'mouse', isOn }],
		];
	},
};
