import { openMenu } from '../menu/index.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const themes: Action = {
	name: 'themes',
	keys: ['f3'],
	contexts: views,
	help: 'choose a theme, seen as you move',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'themes' }, commands),
};
