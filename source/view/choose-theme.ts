import type { ConsoleSetup } from './console-ports.ts';
import { themeOf } from '../panels/theme/palettes.ts';
import { colorLevel, isUtf8 } from './screen/color-level.ts';
import type { Theme } from './theme.ts';
import { makeTheme } from './theme.ts';

export interface Background {
	readonly red: number;
	readonly green: number;
	readonly blue: number;
}

const levels = ['none', '16', '256', '24-bit'] as const;

/**
 * Makes the theme of a name for the terminal.
 *
 * @param wish - a name; `auto` is light or dark
 * @param background - the terminal's answer, undefined while it has not answered, which gives the
 *   dark theme
 */
export function chooseTheme(
	wish: string,
	setup: Pick<ConsoleSetup, 'ascii' | 'noBraille' | 'color' | 'env' | 'ownThemes'>,
	background: Background | undefined,
): Theme {
	const level = levels[colorLevel(setup.color, setup.env)];
	const isBright = background !== undefined && luminance(background) > 0.5;
	const name = wish === 'auto' ? (isBright ? 'light' : 'dark') : wish;
	const own = setup.ownThemes?.find(one => one.name === name);
	const isAscii = setup.ascii || !isUtf8(setup.env);
	const glyphs = isAscii ? 'ascii' : setup.noBraille === true ? 'no-braille' : 'all';
	return makeTheme(own ?? themeOf(name) ?? 'dark', level, glyphs);
}

/** Perceived brightness, from 0 for black to 1 for white. */
function luminance({ red, green, blue }: Background): number {
	return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
