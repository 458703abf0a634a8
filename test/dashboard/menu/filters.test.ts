import { expect, test } from 'vitest';
import { composeQuery } from '../../../source/dashboard/compose/compose.ts';
import {
	filterFields,
	filterNames,
	setValues,
} from '../../../source/dashboard/compose/variables.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const aliases = { '111122223333': 'prod', '444455556666': 'data' };

/** Values of whatever filter is asked for, one of them missing. */
const withValues: (run: Driver['runs'][number]) => ReturnType<typeof usualAnswer> = run =>
	run.slot === 'values'
		? aResult(
				['value', 'eventCount'],
				[
					['444455556666', 900],
					['111122223333', 7],
					[null, 3],
				],
			)
		: usualAnswer(run);

test.each(filterNames)('%s is offered with its counts, taken and left out', name => {
	const driver = new Driver({}, withValues);
	const downs = Array.from({ length: filterNames.indexOf(name) }, () => 'down');
	driver.press(['f', ...downs, 'enter'].join(' '));
	const asked = driver.runs.at(-1)!;
	expect(asked.text).toContain(`| count as eventCount by ${filterFields[name]} `);
	expect(driver.box()).toMatch(/444455556666 +900/);
	driver.press('down tab down tab').press('escape');
	expect(driver.state.variables.filters[name]?.include).toEqual(['444455556666', '111122223333']);
	const condition = `${filterFields[name]} in ("444455556666", "111122223333")`;
	expect(
		driver.runs.slice(-driver.shown().length).every(({ text }) => text.includes(condition)),
	).toBe(true);
	expect(driver.header()).toContain('444455556666, 111122223333');
	driver
		.press(['f', ...downs, 'enter'].join(' '))
		.type('!444455556666')
		.press('enter');
	expect(driver.runs.at(-1)?.text).toContain(`!(${filterFields[name]} = "444455556666")`);
});

test('records without the field are a value of their own, and pass when nothing is chosen', () => {
	const driver = new Driver({}, withValues);
	driver.press('f').type('error').press('enter');
	expect(driver.box()).toMatch(/\(none\) +3/);
	driver.press('down down down tab');
	expect(driver.state.variables.filters.errorCode).toEqual({ include: ['(none)'], exclude: [] });
	expect(driver.runs.at(-1)?.text).toContain('(isEmpty(errorCode) or errorCode = "(none)")');
	expect(
		composeQuery('*', {
			variables: { filters: { errorCode: { include: ['*'], exclude: [] } }, text: '', params: {} },
		}),
	).toBe('*');
	expect(
		composeQuery('*', {
			variables: {
				filters: { errorCode: { include: ['(none)', 'a', 'b', 'c*'], exclude: [] } },
				text: '',
				params: {},
			},
		}),
	).toBe(
		'*\n| where (errorCode matches "c*" or (isEmpty(errorCode) or errorCode = "(none)") or errorCode in ("a", "b"))',
	);
});

test('an account goes by its alias: in the list, typed, and in the header', () => {
	const driver = new Driver({ aliases }, withValues);
	driver.press('f enter');
	expect(driver.box()).toMatch(/444455556666 data +900/);
	driver.type('dat').press('enter');
	expect(driver.state.variables.filters.account?.include).toEqual(['444455556666']);
	driver.press('escape');
	expect(driver.header()).toContain('account data · region *');
	expect(driver.runs.at(-1)?.text).toContain('_account = "444455556666"');
	driver.press('f enter').type('!Prod').press('enter escape');
	expect(driver.state.variables.filters.account?.exclude).toEqual(['111122223333']);
	expect(driver.header()).toContain('account not prod');
});

test('an alias that several accounts share stands for all of them', () => {
	const shared = { '111122223333': 'prod', '444455556666': 'data', '777788889999': 'Prod' };
	const driver = new Driver({ aliases: shared });
	driver.press('f enter').type('!prod').press('enter escape');
	expect(driver.state.variables.filters.account).toEqual({
		include: [],
		exclude: ['111122223333', '777788889999'],
	});
});

test('free text stands beside the search of every panel', () => {
	const driver = new Driver();
	driver.press('f').type('search').press('enter').type('ada OR bob').press('enter escape');
	expect(driver.runs.at(-1)?.text).toContain('_sourceCategory=prod (ada OR bob)');
	expect(driver.header()).toContain('ada OR bob');
});

test('F clears every filter at once, and says so; it is saved like the others', () => {
	const driver = new Driver({ dashboard: 'threats' }, withValues);
	driver.press('f').type('region').press('enter').type('eu-*').press('enter escape');
	driver.press('f').type('confidence').press('enter').type('low').press('enter escape');
	expect(driver.header()).toContain('region eu-*');
	expect(driver.header()).toContain('confidence low');
	const saved = driver.told.findLast(effect => effect.kind === 'save-session');
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	expect(new Driver({ session }).header()).toContain('region eu-*');
	const before = driver.runs.length;
	driver.press('F');
	expect(driver.header()).toContain('account * · region *');
	expect(driver.header()).not.toContain('confidence');
	expect(driver.footer()).toContain('all filters cleared');
	expect(driver.runs.length - before).toBe(driver.shown().length);
	expect(driver.told.at(-1)).toMatchObject({ session: { variables: { filters: {}, text: '' } } });
	expect(driver.press('F').footer()).toContain('nothing is filtered');
});

test('a filter holds a hundred values', () => {
	const values = Array.from({ length: 101 }, (_item, index) => `u${index}`);
	const chosen = (written: readonly string[]) =>
		setValues({ filters: {}, text: '', params: {} }, 'user', written).filters.user;
	expect(chosen(values)?.include).toEqual(values.slice(0, 100));
	expect(chosen(values.map(value => `!${value}`))?.exclude).toEqual(values.slice(0, 100));
});

test('a menu takes five hundred characters of a paste', () => {
	const driver = new Driver({}, withValues);
	driver.press('f').send({ kind: 'paste', text: 'x'.repeat(600) });
	const { overlay } = driver.state;
	expect(overlay?.kind === 'menu' && overlay.menu.typed).toBe('x'.repeat(500));
});

test('a menu shows sixteen lines and scrolls to the others', () => {
	const many: typeof withValues = run =>
		run.slot === 'values'
			? aResult(
					['value', 'eventCount'],
					Array.from({ length: 40 }, (_item, index) => [`u${index}`, 100 - index]),
				)
			: usualAnswer(run);
	const driver = new Driver({}, many, { columns: 80, rows: 60 });
	driver.press('f enter');
	const shown = () => driver.box().match(/\bu\d+ /g) ?? [];
	expect(shown().length).toBeGreaterThan(10);
	expect(shown().length).toBeLessThanOrEqual(16);
	driver.press(Array.from({ length: 39 }, () => 'down').join(' '));
	expect(shown()).toContain('u38 ');
	expect(shown().length).toBeLessThanOrEqual(16);
});

test('a value that is typed in full is chosen, though longer ones that contain it have more records', () => {
	const driver = new Driver({}, run =>
		run.slot === 'values'
			? aResult(
					['value', 'eventCount'],
					[
						['AWSReservedSSO_PowerUser_0123/heidi@example.com', 900],
						['heidi-cli', 80],
						['heidi', 7],
						['sheidi', 4],
					],
				)
			: usualAnswer(run),
	);
	driver.press('f').type('user').press('enter').type('HEIDI');
	const box = driver.box();
	const places = ['heidi  ', 'heidi-cli', 'AWSReserved', 'sheidi'].map(name => box.indexOf(name));
	expect(places).toEqual(places.toSorted((a, b) => a - b));
	driver.press('enter');
	expect(driver.state.variables.filters.user).toEqual({ include: ['heidi'], exclude: [] });
});
