import { themeWishes } from '../../config/theme-wishes.ts';
import type { Session } from './session.ts';

/** A theme that can be chosen. */
export interface ThemeChoice {
	readonly name: string;
	/** Whom or what it is for. */
	readonly about: string;
}

export interface Themes {
	readonly choices: readonly ThemeChoice[];
	/** The name of the present one. */
	readonly wish: string;
	/** The one that a person chose while looking, for the next start; undefined: none. */
	readonly kept: string | undefined;
}

const abouts: Readonly<Record<(typeof themeWishes)[number], string>> = {
	auto: 'light or dark, as the background is',
	dark: 'for a dark background',
	light: 'for a light background',
	contrast: 'bright on black',
	'colour-blind': 'meanings without red and green',
	mono: 'no colours',
};

interface Given {
	/** Of `--theme`. */
	readonly theme?: string | undefined;
	/** Of the configuration. */
	readonly themeDefault?: string | undefined;
	/** Themes of the user. */
	readonly ownThemes?: readonly ThemeChoice[] | undefined;
	readonly session?: Partial<Session> | undefined;
}

/** The themes at the start: `--theme` is stronger than what was chosen before, which is stronger than the configuration. */
export function themesAtStart({ theme, themeDefault, ownThemes = [], session }: Given): Themes {
	const own = new Set(ownThemes.map(({ name }) => name));
	const choices = [
		...themeWishes.filter(name => !own.has(name)).map(name => ({ name, about: abouts[name] })),
		...ownThemes,
	];
	const known = (name: string | undefined) =>
		choices.some(choice => choice.name === name) ? name : undefined;
	const kept = known(session?.theme);
	return { choices, wish: known(theme) ?? kept ?? known(themeDefault) ?? 'auto', kept };
}
