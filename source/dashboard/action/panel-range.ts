import { openMenu } from '../menu/index.ts';
import type { Action } from './action.ts';

export const panelRange: Action = {
	name: 'panel-range',
	keys: ['R'],
	contexts: ['dashboard'],
	help: 'a time range for this panel alone',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'panel-range' }, commands),
};
