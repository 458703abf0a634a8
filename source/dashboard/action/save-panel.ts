import { openMenu } from '../input/menu.ts';
import { focusedPanel } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';

/** Asks for the title of a panel that shows what is shown now. */
export function askPanelTitle(state: State): Step {
	const focused = focusedPanel(state);

	if (focused === undefined || state.slots[focused.key]?.result === undefined) {
		return [tell(state, 'there is no result yet that a panel could show', 'warn'), []];
	}

	const menu = {
		...openMenu({ kind: 'save-panel' }, 'Save as a panel of your own dashboard', [], {
			free: 'its title',
		}),
		typed: focused.panel === undefined && focused.title === 'query' ? '' : focused.title,
	};

	return [{ ...state, overlay: { kind: 'menu', menu } }, []];
}
