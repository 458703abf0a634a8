import { expect, test } from 'vitest';
import { themeWishes } from '../../source/config/theme-wishes.ts';
import { chooseTheme } from '../../source/view/choose-theme.ts';

const bright = { red: 255, green: 255, blue: 255 };
const named = (theme: string, background?: typeof bright) =>
	chooseTheme(theme, { color: 'always', ascii: false, env: { LANG: 'C.UTF-8' } }, background).name;

test('each name gives its own theme; auto follows the background', () => {
	expect(themeWishes.map(wish => named(wish))).toEqual([
		'dark',
		'dark',
		'light',
		'high-contrast',
		'colour-blind',
		'mono',
	]);
	expect(named('auto', bright)).toBe('light');
	expect(named('colour-blind', bright)).toBe('colour-blind');
});
