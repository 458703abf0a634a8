import { expect, test } from 'vitest';
import { actions, commands } from '../../../source/dashboard/action/index.ts';
import { presets } from '../../../source/dashboard/compose/range.ts';
import type { MenuId } from '../../../source/dashboard/input/menu.ts';
import { openMenu } from '../../../source/dashboard/menu/index.ts';
import { contextOf } from '../../../source/dashboard/state/context.ts';
import type { Effect } from '../../../source/dashboard/state/effect.ts';
import { beginsForm } from '../../../source/text/when/words.ts';
import { Driver } from '../console-driver.ts';

/** A seeded source of numbers below a bound. */
function numbers(seed: number): (below: number) => number {
	let state = Math.imul(seed, 0x9e37_79b1) >>> 0;
	return below => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const ref = { segmentId: 'findings:3.0', row: 1 };

/** Every menu; one that is new and not here does not compile. */
const menus: { readonly [Kind in MenuId['kind']]: Extract<MenuId, { readonly kind: Kind }> } = {
	time: { kind: 'time', typed: false },
	'panel-range': { kind: 'panel-range' },
	filters: { kind: 'filters' },
	values: { kind: 'values', filter: 'eventName' },
	scope: { kind: 'scope' },
	parameter: { kind: 'parameter', name: 'user' },
	'search-text': { kind: 'search-text' },
	export: { kind: 'export' },
	'export-story': { kind: 'export-story' },
	palette: { kind: 'palette' },
	columns: { kind: 'columns' },
	alarms: { kind: 'alarms' },
	related: { kind: 'related' },
	view: { kind: 'view' },
	queries: { kind: 'queries' },
	dashboards: { kind: 'dashboards' },
	environments: { kind: 'environments' },
	themes: { kind: 'themes' },
	'save-panel': { kind: 'save-panel' },
	finding: { kind: 'finding', ref },
	'finding-note': { kind: 'finding-note', ref, word: { state: 'seen' } },
	mark: { kind: 'mark', ref: { segmentId: 's', row: 1 }, note: '' },
	marks: { kind: 'marks' },
	exception: { kind: 'exception', ref, values: [] },
	principal: { kind: 'principal', principals: [{ who: 'ada', field: '_user' }] },
};

const kinds = Object.keys(menus) as MenuId['kind'][];
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const beyond = ['ä', 'é', '中', '😀', '−'];

function typeAtRandom(driver: Driver, seed: number, first: readonly string[] = []): string {
	const next = numbers(seed);
	const characters = [...printable, ...beyond];
	const others = Array.from({ length: 200 }, () => characters[next(characters.length)] ?? '');
	const text = [...first, ...others].slice(0, 200);
	for (const name of text) {
		driver.send({ kind: 'key', key: { name, ctrl: false, alt: false, shift: false } });
	}

	return text.join('');
}

/** What a menu may do while one types: the values that match are asked for. */
const ofMenus = new Set<Effect['kind']>(['run', 'cancel', 'complete', 'exception']);

test.each(kinds)('200 printable keys in the menu %s run no command and write nothing', kind => {
	const opened = new Driver({ dashboard: 'access' });
	const { overlay: shown } = openMenu(opened.state, menus[kind], commands)[0];
	const items = shown?.kind === 'menu' ? shown.menu.items : [];
	// What selects an item is typed first, and so is the beginning of a word.
	const firsts = items.flatMap(({ key }) => (key === undefined ? [] : [[key], [key, key]]));
	for (const [seed, first] of [...firsts, [], [], [], [], [], []].entries()) {
		const driver = new Driver({ dashboard: 'access' });
		const [state] = openMenu(driver.state, menus[kind], commands);
		driver.state = state;
		const before = { ...state, overlay: undefined, slots: {}, nextTicket: 0, variables: {} };
		const told = driver.told.length;
		const text = typeAtRandom(driver, seed + 1, first);
		const { overlay } = driver.state;
		expect(overlay?.kind === 'menu' ? overlay.menu.id.kind : overlay, text).toBe(kind);
		expect(
			driver.told.slice(told).filter(effect => !ofMenus.has(effect.kind)),
			text,
		).toEqual([]);
		const after = { ...driver.state, overlay: undefined, slots: {}, nextTicket: 0, variables: {} };
		expect(after, text).toEqual(before);
	}
});

test.each([
	['the query bar', '/', 'bar'],
	['the search in a record', 'enter enter /', 'bar'],
	['the search in the rows of a list', 'enter \\', 'bar'],
	['the search in a dashboard', '\\', 'bar'],
	['the search in a story', 'enter @ enter /', 'bar'],
	[
		'the text that narrows the bar of fields',
		'/ ctrl-u e v e n t N a m e = * enter ctrl-f /',
		'narrow',
	],
])('200 printable keys in %s run no command and write nothing', (_, keys, context) => {
	for (let seed = 1; seed <= 12; seed++) {
		const driver = new Driver({ dashboard: 'access' }).press(keys);
		expect(contextOf(driver.state)).toBe(context);
		const told = driver.told.length;
		const { locations, range, focus } = driver.state;
		const text = typeAtRandom(driver, seed);
		expect(
			driver.told.slice(told).filter(effect => !ofMenus.has(effect.kind)),
			text,
		).toEqual([]);
		expect(driver.state, text).toMatchObject({ locations, range, focus });
		expect(contextOf(driver.state), text).toBe(context);
	}
});

test('no action has a character as its key where one types', () => {
	const typing = ['menu', 'bar', 'narrow'] as const;
	const found = actions.filter(
		({ contexts, keys }) =>
			typing.some(context => contexts.includes(context)) &&
			keys.some(key => [...key].length === 1 || key === 'space'),
	);
	expect(found.map(({ name }) => name)).toEqual([]);
});

test('no time begins with the key of a preset, and each preset has one of its own', () => {
	expect(presets.filter(({ key }) => beginsForm(key))).toEqual([]);
	expect(new Set(presets.map(({ key }) => key)).size).toBe(presets.length);
});

test('a date that is typed into the menu of times is that day, and its range is shown meanwhile', () => {
	const driver = new Driver().press('t').type('2017-06-01');
	expect(driver.box()).toContain('= 2017-06-01 00:00 – 2017-06-02 00:00 UTC');
	expect(driver.press('enter').header()).toContain('2017-06-01 UTC');
	driver.press('t').type('10:00-11:00').press('enter');
	expect(driver.header()).toContain('2026-03-01 10:00 – 11:00 UTC');
});

test.each([
	{ columns: 80, rows: 24 },
	{ columns: 40, rows: 12 },
])('a refusal is whole at $columns x $rows, with a text that works', size => {
	const driver = new Driver({}, undefined, size).press('u t');
	driver.type('2026-03-29 02:30 - 04:00').press('enter');
	const words = driver.box().replace(/[│┌┐└┘─\s]+/g, ' ');
	expect(words).toContain(
		'there is no 02:30 on 2026-03-29: the clock of Europe/Berlin goes from 02:00 to 03:00: write 2026-03-29 03:00 - 04:00',
	);
	expect(
		Math.max(
			...driver
				.box()
				.split('\n')
				.map(line => line.length),
		),
	).toBeLessThanOrEqual(size.columns);
	driver.press('ctrl-u').type('2026-03-29 03:00 - 04:00').press('enter');
	expect(driver.header()).toContain('2026-03-29 03:00');
});
