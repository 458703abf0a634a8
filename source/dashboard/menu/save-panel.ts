import type { State, Step } from '../state/state.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import { placeOf } from '../state/state.ts';
import { withoutScope } from '../compose/compose.ts';
import { tell } from '../state/toast.ts';

/** The scope of today does not belong in it: the panel serves every environment. */
export function savePanel(state: State, typed: string): Step {
	const focused = focusedPanel(state);
	const place = placeOf(state);
	const title = typed.trim();
	const query =
		place.kind === 'rows' ? withoutScope(place.query, state.scope) : focused?.panel?.query;

	if (focused === undefined || query === undefined || title === '') {
		return [tell(state, 'a panel needs a title', 'warn'), []];
	}

	return [state, [{ kind: 'save-panel', title, query, view: focused.kind }]];
}
