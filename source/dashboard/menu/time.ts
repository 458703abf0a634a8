import { parseRange, presets, rangeLabel } from '../compose/range.ts';
import { newMenu } from '../input/menu.ts';
import { setRange } from '../state/set-range.ts';
import { timeZoneOf } from '../state/state.ts';
import { closeMenu, showMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

export const time: MenuDescriptor<{ readonly kind: 'time' }> = {
	open(state, id) {
		const now = rangeLabel(state.range, timeZoneOf(state));
		const items = presets.map(({ key, label }) => ({
			id: label,
			label,
			hint: '',
			key,
			marked: label === now,
		}));
		return newMenu(id, 'Time range', items, {
			free: 'or type: last 36h · yesterday · 2026-03-01 · 10:00 .. 12:30',
		});
	},
	choose(state, menu, item) {
		const preset = presets.find(one => one.label === item?.id);

		if (preset !== undefined) {
			return setRange(closeMenu(state), preset.range);
		}

		const outcome = parseRange(menu.typed, state.nowMs, timeZoneOf(state));
		return outcome.ok
			? setRange(closeMenu(state), outcome.range)
			: [showMenu(state, { ...menu, fault: `${outcome.message}: ${outcome.next}` }), []];
	},
	toggle: takesOne,
};
