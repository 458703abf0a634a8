import { chosenItem } from '../input/menu.ts';
import type { State, Step } from './state.ts';

/** The name of the theme that is drawn: while the menu of themes is open, that of its chosen item. */
export function shownTheme({ overlay, themes }: State): string {
	const tried =
		overlay?.kind === 'menu' && overlay.menu.id.kind === 'themes'
			? chosenItem(overlay.menu)?.id
			: undefined;
	return tried ?? themes.wish;
}

export function setTheme(state: State, name: string): Step {
	return [{ ...state, themes: { ...state.themes, wish: name, kept: name } }, []];
}
