import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aFolder } from '../../fixtures/a-store.ts';
import { inOneLine, loadThemes } from '../../source/app/themes.ts';
import { palettes } from '../../source/panels/theme/palettes.ts';
import { chooseTheme } from '../../source/view/choose-theme.ts';
import { makeTheme } from '../../source/view/theme.ts';

let home: Awaited<ReturnType<typeof aFolder>>;
beforeEach(async () => {
	home = await aFolder();
	await mkdir(join(home.path, 'themes'));
});
afterEach(() => home.remove());

const write = (name: string, text: string) => writeFile(join(home.path, 'themes', name), text);

async function read(files: Readonly<Record<string, string>>) {
	for (const [name, text] of Object.entries(files)) {
		await write(name, text);
	}

	const { themes, faults, warnings } = await loadThemes(home.path);
	const names = (lines: readonly string[]) =>
		lines.map(line => line.replaceAll(`${home.path}/themes/`, ''));
	const palette = (name: string) => themes.find(theme => theme.name === name)?.palette;
	return { themes, palette, faults: names(faults), warnings: names(warnings) };
}

test('without a folder there are none', async () => {
	expect(await loadThemes(join(home.path, 'nowhere'))).toEqual({
		themes: [],
		faults: [],
		warnings: [],
	});
});

test('each form of a colour, over those of the parents', async () => {
	const { themes, palette, faults, warnings } = await read({
		'sea.yaml': 'extends: light\naccent: "#003366"\nbad: red\nborder: 240\nstrong: default bold\n',
		'deep.yml': 'extends: sea\nbad: "#AA0000 bold"\ngood: 2\n',
	});
	expect({ faults, warnings }).toMatchObject({ faults: [] });
	expect(themes.map(({ name, base }) => [name, base])).toEqual([
		['deep', 'light'],
		['sea', 'light'],
	]);
	expect(palette('sea')).toEqual({
		...palettes.light,
		accent: { colour: '#003366', code: 30, bold: false },
		bad: { colour: '#c50f1f', code: 31, bold: false, isNamed: true },
		border: { colour: '#585858', code: 90, bold: false },
		strong: { colour: undefined, code: undefined, bold: true },
	});
	expect(palette('deep')).toMatchObject({
		accent: { colour: '#003366' },
		bad: { colour: '#aa0000', bold: true },
		good: { code: 32, isNamed: true },
	});
});

test('it is drawn at each level; a name is the terminal’s own colour at all of them', async () => {
	const { themes } = await read({ 'sea.yaml': 'accent: "#5fafff"\nbad: bright-red bold\n' });
	const [sea] = themes;
	const shown = (['24-bit', '256', '16', 'none'] as const).map(level =>
		['accent', 'bad'].map(role =>
			makeTheme(sea!, level)
				.open(role as 'bad', false)
				.slice(1),
		),
	);
	expect(shown).toEqual([
		['[38;2;95;175;255m', '[1;91m'],
		['[38;5;75m', '[1;91m'],
		['[36m', '[1;91m'],
		['', '[1m'],
	]);
});

test('the terminal gets the theme of the user, also one that has the name of ours', async () => {
	const { themes: ownThemes } = await read({ 'dark.yaml': 'extends: dark\naccent: 75\n' });
	const setup = {
		ownThemes,
		color: 'always',
		ascii: false,
		env: { LANG: 'C.UTF-8', COLORTERM: 'truecolor' },
	};
	expect(chooseTheme('auto', setup, undefined).open('accent', false)).toContain('95;175;255');
	expect(chooseTheme('gone', setup, undefined).name).toBe('dark');
	expect(chooseTheme('contrast', setup, undefined).name).toBe('high-contrast');
});

test('what is chosen is seen also over a theme without colours', async () => {
	const { themes } = await read({ 'plain.yaml': 'extends: mono\nbad: red\n' });
	const theme = makeTheme(themes[0]!, '24-bit');
	expect(theme.open('text', true)).toBe('\u001B[7m');
	expect(theme.open('bad', true)).toBe('\u001B[31;7m');
	expect(theme.textured).toBe(true);
});

test.each([
	['acent: red', /^a\.yaml:1:acent: there is no role "acent" here; did you mean "accent"\?$/],
	['good: green\nbad: #ff0000', /^a\.yaml:2:bad: .*"#rrggbb" in quotes/],
	['bad: reddish', /^a\.yaml:1:bad: a colour is/],
	['bad: 256', /^a\.yaml:1:bad: a colour is/],
	['bad: -1', /^a\.yaml:1:bad: a colour is/],
	['bad: [1]', /^a\.yaml:1:bad: a colour is/],
	['bad: .nan', /^a\.yaml:1:bad: /],
	['background: red', /^a\.yaml:1:background: a background is/],
	[
		'extends: night',
		/^a\.yaml:1:extends: there is no theme "night", so dark is taken; known: dark/,
	],
	['extends: a', /^a\.yaml:1:extends: themes extend each other in a circle: a → a; have one/],
	['extends: 7', /^a\.yaml:1:extends: the name of a theme/],
	['__proto__: red', /^a\.yaml:1:__proto__: /],
	['a: [', /^a\.yaml:\d+: this is not YAML/],
	['- red', /^a\.yaml:1: /],
	['bad: "\\e[31m\\e]0;x\\a"', /^a\.yaml:1:bad: a colour is/],
])('%j is a fault with its line, and the default holds there', async (text, said) => {
	const { faults, palette } = await read({ 'a.yaml': `${text}\n` });
	expect(faults).toHaveLength(1);
	expect(faults[0]).toMatch(said);
	expect(palette('a')?.bad).toEqual(palettes.dark.bad);
});

test('what is sound beside a fault holds', async () => {
	const { palette } = await read({ 'a.yaml': 'extends: light\nbad: nope\ngood: 22\n' });
	expect(palette('a')).toMatchObject({ bad: palettes.light.bad, good: { colour: '#005f00' } });
});

test('a circle of three is told once a file, and ends at dark', async () => {
	const { faults, palette } = await read({
		'a.yaml': 'extends: b\n',
		'b.yaml': 'extends: c\n',
		'c.yaml': 'extends: a\n',
	});
	expect(faults).toHaveLength(3);
	expect(faults[0]).toContain('a → b → c → a');
	expect(palette('b')).toEqual(palettes.dark);
});

test('a colour that is hard to read is warned of with its ratio, in the menu too', async () => {
	const { themes, warnings, faults } = await read({
		'a.yaml': 'dim: "#444444"\n',
		'b.yaml': 'extends: light\nbackground: "#808080"\n',
	});
	expect(faults).toEqual([]);
	expect(warnings[0]).toBe('a.yaml: hard to read: dim 2.1:1 (4.5:1 is readable)');
	expect(warnings[1]).toMatch(/^b\.yaml: hard to read: dim 1\.3:1/);
	expect(themes[0]?.about).toBe('yours; hard to read: dim 2.1:1 (4.5:1 is readable)');
});

test('names that no theme has, and control characters in them', async () => {
	const { faults, themes } = await read({ 'auto.yaml': '', '-x.yaml': '', 'a\u001B[2J.yaml': '' });
	expect(themes).toEqual([]);
	expect(faults).toHaveLength(3);
	expect(faults.join('')).not.toContain('\u001B');
});

test('fifty themes are read, those left out are counted', async () => {
	const files = Array.from({ length: 52 }, (_, at) => [`t${at}.yaml`, ''] as const);
	const { themes, faults } = await read(Object.fromEntries(files));
	expect(themes).toHaveLength(50);
	expect(faults[0]).toMatch(/2 themes left out: 50 are read at most/);
});

test('a file beyond all sense is refused, and the others are read', async () => {
	const { themes, faults } = await read({ 'a.yaml': `# ${'x'.repeat(1_000_000)}\n`, 'b.yaml': '' });
	expect(themes.map(({ name }) => name)).toEqual(['b']);
	expect(faults[0]).toMatch(/a\.yaml: .*more than 65536 bytes/);
});

test('the screen has one line for all faults', () => {
	expect(inOneLine([])).toEqual([]);
	expect(inOneLine(['one'])).toEqual(['one']);
	expect(inOneLine(['one', 'two', 'three'])).toEqual(['one; 2 more: trailtop config check']);
});
