import { newMenu } from '../input/menu.ts';
import { setTheme } from '../state/shown-theme.ts';
import { closeMenu, takesOne } from './descriptor.ts';
import type { MenuDescriptor } from './descriptor.ts';

/** All themes. The chosen one is drawn at once, so that `esc` only has to close the menu. */
export const themes: MenuDescriptor<{ readonly kind: 'themes' }> = {
	open({ themes: { choices, wish } }, id) {
		const items = choices.map(({ name, about }) => ({
			id: name,
			label: name,
			hint: about,
			marked: name === wish,
		}));
		return newMenu(id, 'Themes', items);
	},
	choose: (state, _, item) =>
		item === undefined ? [state, []] : setTheme(closeMenu(state), item.id),
	toggle: takesOne,
};
