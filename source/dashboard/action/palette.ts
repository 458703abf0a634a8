import { openMenu } from '../menu/index.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const palette: Action = {
	name: 'palette',
	keys: [':', 'ctrl-p'],
	contexts: views,
	help: 'every command by name',
	footer: undefined,
	inPalette: false,
	run: (state, { commands }) => openMenu(state, { kind: 'palette' }, commands),
};
