import { expect, test } from 'vitest';
import { shownTheme } from '../../../source/dashboard/state/shown-theme.ts';
import { Driver } from '../console-driver.ts';

const saved = (driver: Driver) =>
	driver.told.flatMap(effect => (effect.kind === 'save-session' ? [effect.session.theme] : []));

test('the chosen theme is seen as one moves; esc is back at the former one', () => {
	const driver = new Driver({ themeDefault: 'dark' });
	expect(shownTheme(driver.state)).toBe('dark');
	driver.press('f3');
	expect(shownTheme(driver.state)).toBe('dark');
	driver.press('down');
	expect(shownTheme(driver.state)).toBe('light');
	driver.type('blind');
	expect(shownTheme(driver.state)).toBe('colour-blind');
	driver.type('xyz');
	expect(shownTheme(driver.state)).toBe('dark');
	driver.press('escape');
	expect(driver.state.overlay).toBeUndefined();
	expect(shownTheme(driver.state)).toBe('dark');
	expect(saved(driver)).toEqual([]);
});

test('enter keeps it, for the next start as well', () => {
	const driver = new Driver({ themeDefault: 'dark' }).press('f3 down down enter');
	expect(shownTheme(driver.state)).toBe('contrast');
	expect(saved(driver).at(-1)).toBe('contrast');
	expect(shownTheme(new Driver({ session: { theme: 'contrast' } }).state)).toBe('contrast');
});

test('the palette has each theme by name', () => {
	const driver = new Driver().press(':').type('theme mono').press('enter');
	expect(shownTheme(driver.state)).toBe('mono');
	expect(saved(driver).at(-1)).toBe('mono');
});

test('--theme wins for its start and leaves what is kept', () => {
	const driver = new Driver({ theme: 'light', session: { theme: 'mono' }, themeDefault: 'dark' });
	expect(shownTheme(driver.state)).toBe('light');
	driver.press('u');
	expect(saved(driver).at(-1)).toBe('mono');
});

test.each([undefined, 'gone', 7, '__proto__'])('a session with the theme %j has none', theme => {
	const session = { theme: theme as string };
	expect(shownTheme(new Driver({ session, themeDefault: 'light' }).state)).toBe('light');
});

test('a theme of the user stands below ours, and instead of one of the same name', () => {
	const ownThemes = [
		{ name: 'sea', about: 'mine' },
		{ name: 'dark', about: 'darker' },
	];
	const driver = new Driver({ ownThemes, session: { theme: 'sea' } });
	expect(shownTheme(driver.state)).toBe('sea');
	expect(driver.state.themes.choices.map(({ name }) => name)).toEqual([
		...['auto', 'light', 'contrast', 'colour-blind', 'mono', 'sea', 'dark'],
	]);
});

test('another environment has the theme that is looked at', () => {
	const driver = new Driver({ theme: 'light', session: { theme: 'mono' } });
	const { layouts } = driver.state;
	const scope = { key: '_sourceCategory', value: 'aws/lab' };
	driver.send({
		kind: 'environment',
		name: 'other',
		scope,
		aliases: {},
		layouts,
		session: { theme: 'contrast' },
	});
	expect(driver.state.themes).toMatchObject({ wish: 'light', kept: 'mono' });
	expect(driver.state.themes.choices).toHaveLength(6);
});
