import { openMenu } from '../menu/index.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const alarms: Action = {
	name: 'alarms',
	keys: ['a'],
	contexts: views,
	help: 'what is wrong in the last hour',
	footer: undefined,
	inPalette: true,
	run: (state, { commands }) => openMenu(state, { kind: 'alarms' }, commands),
};
