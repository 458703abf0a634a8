import { openMenu } from '../menu/index.ts';
import { focusedResult } from '../state/panels-shown.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const changeView: Action = {
	name: 'view',
	keys: ['v'],
	contexts: ['rows'],
	help: 'show it another way',
	footer: 'view',
	inPalette: true,
	run: (state, { commands }) =>
		focusedResult(state) === undefined
			? [notify(state, 'there is no result yet', 'warn'), []]
			: openMenu(state, { kind: 'view' }, commands),
};
