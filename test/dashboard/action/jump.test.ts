import { expect, test } from 'vitest';
import { panelInputs } from '../../../source/dashboard/screen/body.ts';
import { panelLines } from '../../../source/dashboard/screen/panel-lines.ts';
import { pagesFor } from '../../../source/dashboard/state/panels-shown.ts';
import { jumpCodes } from '../../../source/dashboard/state/jump.ts';
import { lineText, lineWidth } from '../../../source/panels/span.ts';
import { paint } from '../../../source/view/paint.ts';
import { themeNames } from '../../../source/panels/theme/palettes.ts';
import { makeTheme } from '../../../source/view/theme.ts';
import type { ColourLevel, Glyphs } from '../../../source/view/theme.ts';
import { Driver, usualAnswer } from '../console-driver.ts';
import { everyLayout, screenSizes } from '../every-layout.ts';

const small = { columns: 80, rows: 24 };

function focusedId(driver: Driver): string {
	return panelInputs(driver.state).find(panel => panel.focused)?.id ?? '';
}

/** What stands on each panel that is drawn. */
function marks(driver: Driver): Map<string, string> {
	return new Map(
		panelInputs(driver.state).map(panel => [
			panel.id,
			/^[╭├│]\[([a-z]{1,2})\]/.exec(lineText(panelLines(panel)[0] ?? []))?.[1] ?? '',
		]),
	);
}

test.each(
	everyLayout.flatMap(layout =>
		screenSizes.map(size => [layout.name, size.columns, layout, size] as const),
	),
)(
	'%s at %i columns: a letter stands on each panel and leads to it, and no page is far',
	(name, columns, layout, size) => {
		const driver = new Driver({ layouts: [layout], dashboard: name }, usualAnswer, size);
		const first = driver.state;
		const pages = pagesFor(first, layout);
		expect(pages.flat()).toHaveLength(layout.panels.length);

		pages.forEach((page, index) => {
			const turns = Math.min(index, pages.length - index);
			const key = index <= pages.length - index ? 'pagedown' : 'pageup';
			const turned = new Driver({ layouts: [layout], dashboard: name }, usualAnswer, size);
			for (let turn = 0; turn < turns; turn++) {
				turned.press(key);
			}

			const shown = turned.press('J').state;
			const letters = marks(turned);
			expect([...letters.keys()].sort()).toEqual(page.map(({ id }) => id).sort());
			expect(new Set(letters.values()).size).toBe(page.length);

			for (const panel of panelInputs(shown)) {
				expect(new Set(panelLines(panel).map(lineWidth))).toEqual(new Set([panel.widthCells]));
			}

			for (const [id, letter] of letters) {
				expect(letter).toMatch(/^[a-z]$/);
				if (columns === 200) {
					expect(turns + 1 + letter.length).toBeLessThanOrEqual(4);
				}

				turned.state = shown;
				turned.press(letter);
				expect(focusedId(turned)).toBe(id);
				expect([...marks(turned).values()].join('')).toBe('');
			}
		});
	},
	30_000,
);

test('any other key takes the letters away and does nothing else', () => {
	const before = new Driver().state;
	const keys = [
		'm',
		'n',
		'Q',
		'ctrl-c',
		'ctrl-z',
		'escape',
		'enter',
		'2',
		'?',
		'/',
		' ',
		'J',
		'A',
		'tab',
		'up',
		'f2',
		'é',
		'alt-a',
		'ctrl-a',
	];
	for (const key of keys) {
		const driver = new Driver({}, usualAnswer, small);
		const told = driver.told.length;
		driver.press('J');
		expect(driver.footer()).toContain('any other key stays here');
		driver.press(key === ' ' ? 'space' : key);
		expect(driver.state.overlay).toBeUndefined();
		expect(driver.told).toHaveLength(told);
		expect(driver.state.focus).toEqual(before.focus);
		expect(driver.state.locations).toEqual(before.locations);
	}

	const pasted = new Driver({}, usualAnswer, small).press('J').send({ kind: 'paste', text: 'asq' });
	expect(pasted.state.overlay).toBeUndefined();
	expect(pasted.told.map(({ kind }) => kind)).not.toContain('quit');
});

test('beyond 26 panels some have two letters, and none is the beginning of another', () => {
	for (const count of [0, 1, 26, 27, 51, 52, 60, 200, 676, 1000]) {
		const codes = jumpCodes(count);
		expect(codes).toHaveLength(Math.min(count, 676));
		expect(codes.every(code => code.length === 1 || (code.length === 2 && count > 26))).toBe(true);
		expect(new Set(codes).size).toBe(codes.length);
		const singles = new Set(codes.filter(code => code.length === 1));
		expect(codes.some(code => code.length === 2 && singles.has(code[0] ?? ''))).toBe(false);
	}

	expect(jumpCodes(9).join('')).toBe('asdfghjkl');
	expect(jumpCodes(27).slice(-2)).toEqual(['ma', 'ms']);
});

test('the first of two letters leaves only the panels that begin with it', () => {
	const panels = Array.from({ length: 30 }, (_, index) => ({
		id: `P${index + 1}`,
		title: `Panel ${index + 1}`,
		view: 'single-value' as const,
		query: '* | count',
		about: { counts: 'records' },
	}));
	const many = {
		name: 'many',
		title: 'Many',
		key: 1,
		description: '',
		variables: {},
		panels,
		grid: {},
	};
	const driver = new Driver({ layouts: [many] }, usualAnswer, { columns: 200, rows: 50 }).press(
		'J',
	);
	expect(marks(driver).get('P30')).toBe('mg');
	driver.press('m');
	expect([...marks(driver)].filter(([, mark]) => mark !== '')).toEqual([
		['P26', 'a'],
		['P27', 's'],
		['P28', 'd'],
		['P29', 'f'],
		['P30', 'g'],
	]);
	expect(focusedId(driver.press('g'))).toBe('P30');
	// The name of a key is no two letters.
	expect(focusedId(driver.press('J m up'))).toBe('P30');
});

test('a panel that is alone says so instead', () => {
	const driver = new Driver().press('z J');
	expect(driver.state.overlay).toBeUndefined();
	expect(driver.footer()).toContain('z shows all of them');
});

test.each(
	themeNames.flatMap(name =>
		(['none', '16', '256', '24-bit'] as const).flatMap(level =>
			(['all', 'ascii'] as const).map((glyphs): [typeof name, ColourLevel, Glyphs] => [
				name,
				level,
				glyphs,
			]),
		),
	),
)('the letters are marked in %s with %s colours and %s glyphs', (name, level, glyphs) => {
	const { state } = new Driver({}, usualAnswer, small).press('J');
	const theme = makeTheme(name, level, glyphs);
	for (const panel of panelInputs(state)) {
		const head = paint(panelLines(panel)[0] ?? [], theme);
		// Bold, and inverse or on another background.
		expect(head).toMatch(/\u001B\[1;(?:7|48;[\d;]+)m\[[a-z]\]\u001B\[0m/);
	}
});
