import { openMenu } from '../menu/index.ts';
import { focusedResult } from '../state/panels-shown.ts';
import { notify } from '../state/toast.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const savePanel: Action = {
	name: 'save-panel',
	keys: ['p'],
	contexts: lists,
	help: 'save as your own panel',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) =>
		focusedResult(state) === undefined
			? [notify(state, 'there is no result yet that a panel could show', 'warn'), []]
			: openMenu(state, { kind: 'save-panel' }, commands),
};
