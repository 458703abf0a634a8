import { expect, test } from 'vitest';
import { panelInputs } from '../../../source/dashboard/screen/body.ts';
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

test('it searches the order that is shown', () => {
	const driver = inList(many).press('right s');
	driver.press('\\').type('find').press('enter');
	const [first, ...others] = ['', 'n', 'n', 'n'].map(key =>
		row(key === '' ? driver : driver.press(key)),
	);
	// Sorted by name they are side by side.
	expect(others).toEqual([1, 2, 3].map(by => (first ?? 0) + by));
});

test('times are found as they are shown, and values as they are', () => {
	// The console is in Berlin.
	const driver = inList().press('u');
	expect(driver.panel(driver.shown()[0] ?? '')).toContain('12:02:11');
	expect(row(driver.press('\\').type('12:02:11').press('enter'))).toBe(1);
	expect(row(driver.press('g \\ ctrl-u').type('198.51.100').press('enter'))).toBe(1);
});

test('of a list that is cut it says of how many rows it tells', () => {
	const driver = inList({ ...someRows, rowCount: 50_000 })
		.press('\\')
		.type('nowhere');
	expect(driver.footer()).toContain('none of the 2 rows here has it');
});

test('a picture of a dashboard is searched by its labels', () => {
	const driver = new Driver({ dashboard: 'access' }, usualAnswer, { columns: 120, rows: 40 });
	const list = panelInputs(driver.state).find(({ kind }) => kind === 'pie')?.id ?? '';
	driver.state = { ...driver.state, focus: { access: list } };
	driver.press('\\').type('deleteuser').press('enter');
	expect(row(driver)).toBe(1);
	expect(row(driver.press('\\ ctrl-u').type('createuser').press('enter'))).toBe(0);
});

test('each letter searches from where the search began, and escape goes back there', () => {
	const driver = inList(many).press('down down down');
	const start = row(driver);
	driver.press('\\').type('event9');
	expect(row(driver)).toBe(9);
	driver.type('9');
	expect(row(driver)).toBe(99);
	driver.press('backspace');
	expect(row(driver)).toBe(9);
	expect(driver.footer()).toContain('esc back');
	expect(driver.footer()).not.toMatch(/complete|new line|older/);
	driver.press('escape');
	expect(row(driver)).toBe(start);
	expect(driver.press('n').state.toasts.at(-1)?.text).toContain('nothing is searched for');
	expect(row(driver.press('\\').type('event9').press('enter'))).toBe(9);
});

test('a list that got newer rows while a search was typed goes back to the same record', () => {
	const driver = inList().press('down \\').type('createuser');
	expect(row(driver)).toBe(0);
	const newer = aResult(
		someRows.columns,
		[['2026-03-01T11:59:00Z', 'eve', 'DeleteUser', '203.0.113.7', '1'], ...someRows.rows],
		{ kind: 'rows', keys: [], refs: [{ segmentId: 's', row: 9 }, ...(someRows.refs ?? [])] },
	);
	const run = driver.runs.at(-1)!;
	driver.send({ kind: 'result', slot: run.slot, ticket: run.ticket, result: newer, elapsedMs: 1 });
	expect(row(driver.press('escape'))).toBe(2);
});

test('a record is searched from its line, and escape goes back to it and folds again', () => {
	const driver = inList().press('enter');
	const open = () => Object.values(driver.state.records).at(-1)!;
	driver.press('down down');
	const before = open();
	driver.press('/').type('zone-that-nobody-has');
	driver.press('escape');
	expect(open()).toMatchObject({ cursor: before.cursor, scroll: before.scroll, search: '' });
});
