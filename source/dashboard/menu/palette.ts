import { presets } from '../compose/range.ts';
import { keyLabel } from '../input/key.ts';
import { newMenu } from '../input/menu.ts';
import type { MenuItem } from '../input/menu.ts';
import { openDashboard } from '../state/open-dashboard.ts';
import { openQuery } from '../state/open-query.ts';
import { setRange } from '../state/set-range.ts';
import type { State, Step } from '../state/state.ts';
import { setTheme } from '../state/shown-theme.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { Commands, MenuDescriptor } from './descriptor.ts';

/** One kind of entry. The ids of its items begin with the kind: `range:last 3h`. */
interface Section {
	/** Items with their ids without the kind. */
	items(state: State, commands: Commands): readonly MenuItem[];
	run(state: State, id: string, commands: Commands): Step;
}

/** The sections, in the order in which they are listed. */
const sections: Readonly<Record<string, Section>> = {
	dashboard: {
		items: ({ layouts }) =>
			layouts.map(layout => ({
				id: layout.name,
				label: `open ${layout.title}`,
				hint: layout.key === undefined ? '' : String(layout.key),
			})),
		run: (state, id) => openDashboard(state, id),
	},
	range: {
		items: () => presets.map(({ label }) => ({ id: label, label: `show ${label}`, hint: 'time' })),
		run(state, id) {
			const preset = presets.find(one => one.label === id);
			return preset === undefined ? [state, []] : setRange(state, preset.range);
		},
	},
	search: {
		items: ({ searches }) =>
			searches.map(({ title, query }) => ({ id: query, label: `find ${title}`, hint: 'saved' })),
		run: (state, id) => openQuery(state, id),
	},
	theme: {
		items: ({ themes }) =>
			themes.choices.map(({ name, about }) => ({ id: name, label: `theme ${name}`, hint: about })),
		run: (state, id) => setTheme(state, id),
	},
	action: {
		items: (_, { listed }) =>
			listed.map(({ name, help, keys }) => ({ id: name, label: help, hint: keyLabel(keys) })),
		run: (state, id, commands) => commands.run(state, id),
	},
};

/** All commands by name. */
export const palette: MenuDescriptor<{ readonly kind: 'palette' }> = {
	open: (state, id, commands) =>
		newMenu(
			id,
			'Commands',
			Object.entries(sections).flatMap(([kind, section]) =>
				section.items(state, commands).map(item => ({ ...item, id: `${kind}:${item.id}` })),
			),
		),
	choose(state, _, item, commands) {
		const closed = closeMenu(state);
		const [, kind = '', id = ''] = /^([^:]*):(.*)$/s.exec(item?.id ?? '') ?? [];
		return sections[kind]?.run(closed, id, commands) ?? [closed, []];
	},
	toggle: takesOne,
};
