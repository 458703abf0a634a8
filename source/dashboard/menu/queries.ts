import type { State } from '../state/state.ts';
import type { Menu } from '../input/menu.ts';
import { openMenu } from '../input/menu.ts';

/** Older queries, newest first, then the saved ones; what is chosen goes into the bar. */
export function queriesMenu(state: State): Menu {
	const older = state.queryHistory.toReversed().map(text => ({
		id: text,
		label: text.replace(/\s*\n\s*/g, ' '),
		hint: '',
	}));
	const saved = state.searches.map(({ title, query }) => ({
		id: query,
		label: title,
		hint: 'saved',
	}));

	return openMenu({ kind: 'queries' }, 'Older and saved queries', [...older, ...saved], {
		index: 0,
	});
}
