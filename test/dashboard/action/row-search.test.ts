import { expect, test } from 'vitest';
import { cursorOf, focusedPanel } from '../../../source/dashboard/state/panels-shown.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, someRows, usualAnswer } from '../console-driver.ts';

const many = aResult(
	['eventName', 'eventCount'],
	Array.from({ length: 200 }, (_, index) => [
		index % 50 === 7 ? `Find${index}Me` : `Event${index}`,
		1,
	]),
);

function row(driver: Driver): number {
	return cursorOf(driver.state, focusedPanel(driver.state)?.key ?? '').row;
}

function inList(rows = someRows): Driver {
	const driver = new Driver({}, () => rows, { columns: 120, rows: 30 });
	return driver.press('/ ctrl-u').type('*').press('enter');
}

test('in a list \\ moves to the row that has a text in any capitals, n and N to the others and round', () => {
	const driver = inList(many).press('\\').type('find');
	expect(row(driver)).toBe(7);
	expect(driver.footer()).toMatch(/^ \\ find/m);
	expect(driver.footer()).toContain('4 hits');
	driver.press('enter');
	const rows = ['n', 'n', 'n', 'n', 'N', 'N'].map(key => row(driver.press(key)));
	expect(rows).toEqual([57, 107, 157, 7, 157, 107]);
	const [id = ''] = driver.shown();
	expect(driver.panel(id)).toContain('Find107Me');
	// What was searched for is there for another letter, and the query is as it was.
	driver.press('\\');
	expect(driver.footer()).toContain('\\ find');
	driver.type('107').press('enter');
	expect(row(driver)).toBe(107);
	expect(driver.runs.at(-1)?.text).toBe(
		driver.runs.findLast(run => run.slot.startsWith('#'))?.text,
	);
});

test('what no row has moves nothing and is said, as is a search for nothing', () => {
	const driver = inList().press('down').press('n');
	expect(driver.state.toasts.at(-1)?.text).toContain('nothing is searched for');
	const at = row(driver);
	driver.press('\\').type('nowhere');
	expect(driver.footer()).toContain('no row has it');
	expect(row(driver.press('enter n'))).toBe(at);
	expect(driver.state.toasts.at(-1)?.text).toContain('no row that is shown here has it');
});

test('it searches the order that is shown, and stays at its row when newer ones come', () => {
	const driver = inList().press('\\').type('BOB').press('enter');
	expect(row(driver)).toBe(1);
	driver.press('right right s').press('\\').type('').press('enter n');
	expect(driver.panel(driver.shown()[0] ?? '')).toContain('bob');
});

test('the panels of a dashboard are searched by their labels', () => {
	const driver = new Driver({ dashboard: 'access' }, usualAnswer, { columns: 120, rows: 40 });
	const before = focusedPanel(driver.state)?.key;
	driver.press('\\').type('deleteuser').press('enter');
	expect(focusedPanel(driver.state)?.key).toBe(before);
	expect(driver.state.rowSearch).toBe('deleteuser');
});
