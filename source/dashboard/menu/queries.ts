import { completing } from '../state/completing.ts';
import { newMenu } from '../input/menu.ts';
import { replaceText } from '../input/query-bar.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** Earlier queries, newest first, then the saved ones. The chosen one goes into the query bar. */
export const queries: MenuDescriptor<{ readonly kind: 'queries' }> = {
	open({ queryHistory, searches }, id) {
		const older = queryHistory.toReversed().map(text => ({
			id: text,
			label: text.replace(/\s*\n\s*/g, ' '),
			hint: '',
		}));
		const saved = searches.map(({ title, query }) => ({ id: query, label: title, hint: 'saved' }));
		return newMenu(id, 'Older and saved queries', [...older, ...saved], { fuzzy: true });
	},
	choose(state, _, item) {
		const { bar } = state;
		const closed = closeMenu(state);
		if (bar === undefined || item === undefined) {
			return [closed, []];
		}

		const filled = replaceText(bar, item.id);
		return [{ ...closed, bar: filled }, [completing(closed, filled)]];
	},
	toggle: takesOne,
};
