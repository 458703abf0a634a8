import { expect, test } from 'vitest';
import { Driver } from '../console-driver.ts';

const searches = [
	{ name: 'root', description: '', title: 'Root account used', query: 'userIdentity.type=Root' },
	{
		name: 'stop',
		description: '',
		title: 'Trail stopped',
		query: 'eventName=StopLogging\n| count by user',
	},
];

test('older queries are found by their letters, and not run at once', () => {
	const driver = new Driver({
		searches,
		session: { queryHistory: ['* | count by user', 'eventName=CreateUser'] },
	});
	driver.press('/ ctrl-u ctrl-r');
	expect(driver.box().indexOf('eventName=CreateUser')).toBeLessThan(
		driver.box().indexOf('* | count by user'),
	);
	driver.type('cntby');
	expect(driver.box()).toContain('* | count by user');
	expect(driver.box()).not.toContain('CreateUser');
	const before = driver.runs.length;
	driver.press('enter');
	expect(driver.state.bar?.text).toBe('* | count by user');
	expect(driver.runs).toHaveLength(before);
	driver.press('ctrl-r').type('trail').press('enter');
	expect(driver.state.bar?.text).toBe('eventName=StopLogging\n| count by user');
	driver.press('alt-u');
	expect(driver.state.bar?.text).toBe('* | count by user');
	driver.press('ctrl-r escape');
	expect(driver.state.bar?.text).toBe('* | count by user');
});

test('saved searches are offered in the bar and among the commands', () => {
	const driver = new Driver({ searches });
	driver.press('/ ctrl-u').type('roo');
	driver.send({ kind: 'completions', text: 'roo', cursor: 3, items: [], faults: [] });
	expect(driver.box()).toContain('Root account used');
	driver.press('down enter');
	expect(driver.state.bar?.text).toBe('userIdentity.type=Root');
	driver.press('escape').press(':').type('trail stopped').press('enter');
	expect(driver.runs.at(-1)?.text).toBe('eventName=StopLogging\n| count by user');
});

test('an older query that begins with what is typed is before newer ones that contain it', () => {
	const driver = new Driver({
		session: { queryHistory: ['ada', 'ada | count', 'bob OR ada', 'a dab a'] },
	});
	driver.press('/ ctrl-u ctrl-r').type('ada').press('enter');
	expect(driver.state.bar?.text).toBe('ada');
	driver.press('ctrl-u ctrl-r').type('ada').press('down enter');
	expect(driver.state.bar?.text).toBe('ada | count');
	driver.press('ctrl-u ctrl-r').type('ada').press('down down enter');
	expect(driver.state.bar?.text).toBe('bob OR ada');
});
