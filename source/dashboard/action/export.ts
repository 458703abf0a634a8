import { cannotExport } from '../menu/export-story.ts';
import { openMenu } from '../menu/index.ts';
import { focusedResult } from '../state/panels-shown.ts';
import { locationOf } from '../state/state.ts';
import { notify } from '../state/toast.ts';
import { views } from './action.ts';
import type { Action } from './action.ts';

export const exportShown: Action = {
	name: 'export',
	keys: ['e'],
	contexts: views,
	help: 'export what is shown',
	footer: 'export',
	inPalette: true,
	run(state, { commands }) {
		if (locationOf(state).kind === 'story') {
			const fault = cannotExport(state);
			return fault === undefined
				? openMenu(state, { kind: 'export-story' }, commands)
				: [notify(state, fault, 'warn'), []];
		}

		return focusedResult(state) === undefined
			? [notify(state, 'there is no result yet', 'warn'), []]
			: openMenu(state, { kind: 'export' }, commands);
	},
};
