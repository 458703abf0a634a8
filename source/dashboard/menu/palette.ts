import type { State } from '../state/state.ts';
import type { Menu } from '../input/menu.ts';
import { keyLabel } from '../input/key.ts';
import { openMenu } from '../input/menu.ts';
import { presets } from '../compose/range.ts';

/** Every command by name. */
export function paletteMenu({ keys, layouts, searches }: State): Menu {
	const hidden = new Set(['accept', 'complete', 'cancel', 'up', 'down', 'dashboard', 'palette']);
	const commands = keys
		.filter(binding => !hidden.has(binding.action))
		.map(binding => ({
			id: `action:${binding.action}`,
			label: binding.help,
			hint: keyLabel(binding.keys),
		}));
	const seen = new Set<string>();

	return openMenu({ kind: 'palette' }, 'Commands', [
		...layouts.map(layout => ({
			id: `dashboard:${layout.name}`,
			label: `open ${layout.title}`,
			hint: layout.key === undefined ? '' : String(layout.key),
		})),
		...presets.map(({ label }) => ({ id: `range:${label}`, label: `show ${label}`, hint: 'time' })),
		...searches.map(({ title, query }) => ({
			id: `search:${query}`,
			label: `find ${title}`,
			hint: 'saved',
		})),
		...commands.filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined),
	]);
}
