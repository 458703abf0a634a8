import type { State } from '../state/state.ts';
import type { Menu } from '../input/menu.ts';
import { rangeLabel, presets } from '../compose/range.ts';
import { timeZoneOf } from '../state/state.ts';
import { openMenu } from '../input/menu.ts';

export function timeMenu(state: State): Menu {
	const now = rangeLabel(state.range, timeZoneOf(state));
	const items = presets.map(({ key, label }) => ({
		id: label,
		label,
		hint: '',
		key,
		marked: label === now,
	}));

	return openMenu({ kind: 'time' }, 'Time range', items, {
		free: 'or type: last 36h · yesterday · 2026-03-01 · 10:00 .. 12:30',
	});
}
