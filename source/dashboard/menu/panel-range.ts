import { lengthMsMax, presets } from '../compose/range.ts';
import { newMenu, refusedMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { readSpoken } from '../../text/when/when.ts';
import type { Objection, Spoken } from '../../text/when/when.ts';
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

		if (range === '') {
			return setPanelRange(closeMenu(state), '');
		}

		const outcome = readSpoken(range, { nowMs: state.nowMs, timeZone: 'UTC' }, objectionTo);
		return outcome.ok
			? setPanelRange(closeMenu(state), range)
			: [showMenu(state, refusedMenu(menu, outcome.reason, outcome.example)), []];
	},
	toggle: takesOne,
};

/** A panel follows the end of its dashboard, so only a length makes sense. */
function objectionTo(spoken: Spoken): Objection | undefined {
	if (spoken.kind !== 'last') {
		return { reason: 'a panel ends when its dashboard does, so this is no length', mends: ['36h'] };
	}

	return spoken.lengthMs > lengthMsMax
		? { reason: 'the range is longer than 400 days', mends: ['400d'] }
		: undefined;
}

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
