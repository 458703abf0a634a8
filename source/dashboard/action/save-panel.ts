import type { Commands } from '../menu/descriptor.ts';
import { openMenu } from '../menu/index.ts';
import { focusedResult } from '../state/panels-shown.ts';
import type { State, Step } from '../state/state.ts';
import { tell } from '../state/toast.ts';

/** Asks for the title of a panel that shows what is shown now. */
export function askPanelTitle(state: State, commands: Commands): Step {
	return focusedResult(state) === undefined
		? [tell(state, 'there is no result yet that a panel could show', 'warn'), []]
		: openMenu(state, { kind: 'save-panel' }, commands);
}
