import { openBar } from '../input/query-bar.ts';
import { completing } from '../state/completing.ts';
import { shownPage } from '../state/panels-shown.ts';
import { runningText } from '../state/running-text.ts';
import { locationOf } from '../state/state.ts';
import { lists } from './action.ts';
import type { Action } from './action.ts';

export const editQuery: Action = {
	name: 'edit-query',
	keys: ['/'],
	contexts: lists,
	help: 'edit the panel’s query',
	footer: 'query',
	inPalette: true,
	run(state) {
		const location = locationOf(state);
		const page = shownPage(state);
		const text =
			location.kind === 'rows'
				? location.query
				: page === undefined
					? ''
					: runningText(state, page.focused);
		const bar = openBar('query', text);
		return [{ ...state, bar }, text.trim() === '' ? [] : [completing(state, bar)]];
	},
};
