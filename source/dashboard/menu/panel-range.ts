import { presets } from '../compose/range.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { parseDuration } from '../../text/duration.ts';
import { parseRange } from '../compose/range.ts';
import { panelOf, shownPage } from '../state/panels-shown.ts';
import { slotKey } from '../state/slot-key.ts';
import { withPanelRanges } from '../state/panel-ranges.ts';
import { runWanted } from '../state/run.ts';
import type { State, Step } from '../state/state.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** The item for the range of the dashboard. */
const followsLabel = 'as the dashboard';

/** Gives the focused panel a time range of its own, which ends when the dashboard's ends. */
export const panelRange: MenuDescriptor<{ readonly kind: 'panel-range' }> = {
	open(state, id) {
		const page = shownPage(state);
		const panel = page === undefined ? undefined : panelOf(page.layout, page.focused);
		const now = panel?.range === undefined ? followsLabel : `last ${panel.range}`;
		const items: MenuItem[] = [followsLabel, ...presets.map(({ label }) => label)].map(label => ({
			id: label,
			label,
			hint: '',
			marked: label === now,
		}));
		return newMenu(id, `Time range of ${panel?.title ?? 'this panel'} alone`, items, {
			free: 'a length such as 36h or 90d',
		});
	},
	choose(state, menu, item) {
		const text = (item?.id ?? menu.typed).trim().replace(/^last\s+/i, '');
		const range = item?.id === followsLabel ? '' : text;

		// A panel follows the end of its dashboard, so only a length makes sense.
		if (range !== '' && parseDuration(range) === undefined) {
			const fault = `"${text}" is no length: write one such as 36h or 90d`;
			return [showMenu(state, { ...menu, fault }), []];
		}

		const outcome = range === '' ? undefined : parseRange(range, state.nowMs, 'UTC');
		return outcome?.ok === false
			? [showMenu(state, { ...menu, fault: `${outcome.message}: ${outcome.next}` }), []]
			: setPanelRange(closeMenu(state), range);
	},
	toggle: takesOne,
};

function setPanelRange(state: State, range: string): Step {
	const page = shownPage(state);

	if (page === undefined) {
		return [state, []];
	}

	const key = slotKey(page.layout.name, page.focused);
	const panelRanges = { ...state.panelRanges, [key]: range };
	const layouts = withPanelRanges(state.layouts, panelRanges);
	return runWanted({ ...state, panelRanges, layouts });
}
