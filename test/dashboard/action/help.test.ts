import { expect, test } from 'vitest';
import { keyLabel } from '../../../source/dashboard/input/key.ts';
import { actions } from '../../../source/dashboard/action/index.ts';
import { entriesOf, helpGroups } from '../../../source/dashboard/action/help-entries.ts';
import { narrowCharactersMax } from '../../../source/dashboard/input/narrow.ts';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import { cellWidth } from '../../../source/text/width.ts';
import { Driver } from '../console-driver.ts';

const narrow = { columns: 80, rows: 24 };
const sizes = [narrow, { columns: 80, rows: 23 }, { columns: 120, rows: 40 }] as const;

function help(size: { readonly columns: number; readonly rows: number } = narrow): Driver {
	return new Driver({ dashboard: 'access' }, undefined, size).press('?');
}

/** What the last message says. */
function told(driver: Driver): string | undefined {
	return driver.state.toasts.at(-1)?.text;
}

test('every action is in one group of the help', () => {
	const grouped = Object.values(helpGroups).flat();
	expect(grouped.toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
});

test('the keys of the screen come first, by what they are for; then those of others', () => {
	const box = help({ columns: 80, rows: 200 }).box();
	const at = ['Moving', 'Time', 'Findings', 'Screen', 'In rows', 'In the query bar'].map(title =>
		box.indexOf(`│ ${title} `),
	);
	expect(at).toEqual(at.toSorted((a, b) => a - b));
	expect(at[0]).toBeGreaterThan(0);
	const record = new Driver({ dashboard: 'logins' }, undefined, { columns: 80, rows: 200 });
	record.press('tab tab tab enter enter ?');
	expect(record.box()).toContain('│ On a dashboard ');
});

test.each([...sizes, { columns: 200, rows: 50 }])(
	'at $columns x $rows each key is there, whole, by scrolling',
	size => {
		const driver = help(size);
		const seen = new Set<string>();
		for (let step = 0; step < actions.length + 1; step++) {
			const box = driver.box();
			const lines = box.split('\n');
			expect(lines.length).toBeLessThanOrEqual(size.rows - 4);
			expect(lines.filter(line => cellWidth(line) !== cellWidth(lines[0] ?? ''))).toEqual([]);
			expect(box.replace('account, user, …', '')).not.toContain('…');
			actions
				.filter(({ help: words }) => box.includes(` ${words} `))
				.forEach(({ name }) => seen.add(name));
			driver.press('down');
		}

		expect([...seen].toSorted()).toEqual(actions.map(({ name }) => name).toSorted());
	},
);

test('the help says where one is, and neither end is passed', () => {
	const driver = help();
	const count = actions.length;
	expect(driver.box()).toContain(`1 of ${count} · ↑↓`);
	expect(driver.press('pagedown').box()).toContain(`11 of ${count}`);
	expect(driver.press('end down down').box()).toContain(`${count} of ${count}`);
	expect(driver.press('up').box()).toContain(`${count - 1} of ${count}`);
	expect(driver.press('home up').box()).toContain(`1 of ${count}`);
});

test('what is typed narrows while one types, and runs nothing', () => {
	const driver = help().press('/').type('quit');
	const keys = driver.box().match(/^│ {3}\S.*/gm) ?? [];
	expect(keys.map(line => line.replace(/[│ ]+/g, ' ').trim())).toEqual(['q quit', 'ctrl-c quit']);
	expect(driver.told).toEqual([]);
	driver.press('backspace').type('zz');
	expect(driver.box()).toContain('nothing fits');
	expect(driver.press('enter').box()).toContain('nothing fits');
	// Escape shows all again, then closes.
	expect(driver.press('escape').box()).toContain(`1 of ${actions.length}`);
	expect(driver.press('escape').box()).toBe('');
	expect(driver.told).toEqual([]);
});

test('keys are found by their name, what they do and what they are for', () => {
	expect(help().press('/').type('shift-tab').box()).toContain('previous panel');
	expect(help().press('/').type('NEXT column').box()).toContain('sort by the next column');
	expect(help().press('/').type('query bar').box()).toContain('undo');
});

test('enter runs the chosen key where the help was opened, typed or chosen with arrows', () => {
	const typed = help().press('/').type('choose the time').press('enter');
	expect(typed.box()).toContain('Time range');
	const zoomed = help().press('/').type('alone').press('down up down tab enter');
	expect(locationOf(zoomed.state)).toMatchObject({ zoomed: expect.stringMatching(/./) });
	expect(zoomed.state.overlay).toBeUndefined();
	// Page keys move while one types.
	const paged = help().press('/').type('panel').press('pagedown pageup down enter');
	expect(paged.state.overlay).toBeUndefined();
});

test('enter on a key of another screen says where it works, and the help stays', () => {
	const driver = help().press('/').type('line for each stage').press('enter');
	expect(told(driver)).toBe('alt-f works in the query bar');
	expect(driver.box()).toContain('a line for each stage');
	expect(told(help().press('/').type('1-6').press('enter'))).toBe('1-6: press the number itself');
});

test('every key of every action does what the help says of enter: runs, or names its place', () => {
	for (const { help: words, keys, contexts, name } of actions) {
		const driver = help({ columns: 80, rows: 24 });
		driver
			.press('/')
			.type(`${keyLabel(keys)} ${words}`)
			.press('enter');
		const isHere = contexts.includes('dashboard');
		expect([name, told(driver)?.includes(' works ') ?? false]).toEqual([name, !isHere]);
	}
});

test('a long text, pasted or typed, is cut, and control characters stay out of the screen', () => {
	const driver = help().press('/');
	driver.send({ kind: 'paste', text: `\u001B[2J${'x'.repeat(1_000_000)}\n$(id)` });
	driver.type('yy');
	expect(driver.state.overlay).toMatchObject({ at: 0, isTyping: true });
	expect((driver.state.overlay as { narrow: string }).narrow).toHaveLength(narrowCharactersMax);
	expect(driver.box()).not.toContain('\u001B');
	expect(driver.press('ctrl-u').box()).toContain(`1 of ${actions.length}`);
});

test('the boxes about a panel and of sources are narrowed by the same key, with their heads', () => {
	const driver = new Driver({ dashboard: 'access' }).press('i');
	const whole = driver.box();
	driver.press('/').type('segment');
	expect(driver.box()).toMatch(/What it read[\s\S]*in 1? ?\d+ segment/);
	expect(driver.box()).not.toContain('Query');
	expect(driver.box().split('\n').length).toBeLessThanOrEqual(whole.split('\n').length + 1);
	expect(driver.press('tab escape').box()).toBe(whole);
	expect(driver.press('escape').box()).toBe('');
	driver.press('w /').type('errors');
	expect(driver.box()).toMatch(/nothing fits|Errors/);
});

test('a text is left at its end by the first key, however often one went down there', () => {
	const driver = new Driver({ dashboard: 'access' }, undefined, { columns: 80, rows: 12 });
	driver.press('i end end pagedown');
	const end = driver.box();
	expect(driver.press('up').box()).not.toBe(end);
});

test.each([
	['F', 'clear-filters'],
	['f', 'filter'],
	['quit', 'quit'],
	['q', 'quit'],
	['W', 'sources'],
])('%s typed in full is the first key of the help: %s', (typed, name) => {
	const { state } = help().press('/').type(typed);
	const [first, ...others] = entriesOf(actions, state);
	expect(first?.command.name).toBe(name);
	// Sections stay whole, each with one title.
	const titles = [first, ...others].map(entry => entry?.title);
	const heads = titles.filter((title, at) => title !== titles[at - 1]);
	expect(heads).toEqual([...new Set(titles)]);
});
