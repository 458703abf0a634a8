import { openMenu } from '../menu/index.ts';
import { relationsOf } from '../state/related.ts';
import { locationOf } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import type { Action } from './action.ts';

export const related: Action = {
	name: 'related',
	keys: ['.'],
	contexts: ['record'],
	help: 'others of its user, key, address',
	footer: 'related',
	inPalette: true,
	run(state, { commands }) {
		const location = locationOf(state);
		const record = location.kind === 'record' ? state.records[location.id] : undefined;
		return record === undefined || relationsOf(record).length === 0
			? [notify(state, 'this is no record of a call, or has not come yet', 'warn'), []]
			: openMenu(state, { kind: 'related' }, commands);
	},
};
