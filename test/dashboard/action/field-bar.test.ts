import { expect, test } from 'vitest';
import { floating } from '../../../source/dashboard/screen/overlay.ts';
import { lineWidth } from '../../../source/panels/span.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const summary = aResult(
	['field', 'count', 'rows', 'distinct_count', 'values'],
	[
		['eventName', 200, 200, 2, '[{"value":"CreateUser","count":150},{"value":"","count":50}]'],
		['_user', 200, 200, 1, '[{"value":"ada\\u001b[2J","count":200}]'],
		['responseElements.user.userName', 40, 200, 1, '[{"value":"eve","count":40}]'],
	],
	{ stages: [{ name: 'fieldsummary', rowsIn: 900, rowsOut: 3 }] },
);

function answer(run: Parameters<typeof usualAnswer>[0]): QueryResult {
	return run.text.includes('fieldsummary') ? summary : usualAnswer(run);
}

function opened(size = { columns: 120, rows: 40 }): Driver {
	const driver = new Driver({ dashboard: 'accounts' }, answer, size);
	return driver.press('/ ctrl-u').type('eventName=*').press('enter').press('ctrl-f');
}

test('the bar shows how full each field is, derived ones first, and of how many rows', () => {
	const driver = opened();
	expect(driver.runs.at(-1)?.text).toBe('eventName=*\n| fieldsummary maxvals=8');
	const box = driver.box();
	expect(box).toContain('newest 200 of 900');
	expect(box).toMatch(/_user +100% +1 .*\n.*eventName +100% +2 .*\n.*userName +20\.0% +1 /);
});

test('enter shows the values of a field, and filters by one; the bar follows', () => {
	const driver = opened().press('down enter');
	expect(driver.box()).toMatch(/CreateUser +█+\S* +75\.0%/);
	expect(driver.box()).toContain('(empty)');
	driver.press('down enter');
	expect(driver.runs.map(run => run.text).slice(-2)).toEqual([
		'eventName=* | where eventName = "CreateUser"',
		'eventName=* | where eventName = "CreateUser"\n| fieldsummary maxvals=8',
	]);
	driver.press('O');
	expect(driver.runs.at(-1)?.text).toContain('where eventName != "CreateUser"');
});

test('c counts by the field, whichever of its lines the cursor is on', () => {
	for (const keys of ['down c', 'down enter down down c']) {
		const driver = opened().press(keys);
		expect(driver.runs.at(-1)?.text).toBe(
			'eventName=*\n| count as eventCount by eventName\n| sort by eventCount, +eventName',
		);
		expect(driver.box()).toBe('');
	}
});

test('of a panel the fields of the events that it counts are shown', () => {
	const driver = new Driver({ dashboard: 'overview' }, answer).press('ctrl-f');
	const { text } = driver.runs.at(-1)!;
	expect(text).toContain('fieldsummary');
	expect(text).not.toContain('count');
	driver.press('down enter down enter');
	expect(driver.header()).toContain('CreateUser');
});

test('/ narrows the fields, and escape takes that back before it closes', () => {
	const driver = opened().press('/').type('USERn');
	expect(driver.box()).toContain('userName');
	expect(driver.box()).not.toContain('eventName');
	driver.press('enter enter');
	expect(driver.box()).toContain('eve');
	driver.press('escape');
	expect(driver.box()).toContain('eventName');
	driver.press('escape');
	expect(driver.box()).toBe('');
	driver.press('ctrl-f /').type('none such');
	expect(driver.box()).toContain('no field fits');
});

test('left hides the values and goes to their field', () => {
	const driver = opened().press('down right down down left');
	expect(driver.box()).not.toContain('CreateUser');
	driver.press('enter');
	expect(driver.box()).toContain('CreateUser');
});

test('a closed bar asks for nothing, and its answer is not kept', () => {
	const driver = new Driver({ dashboard: 'accounts' }, null).press('ctrl-f');
	expect(Object.keys(driver.state.slots)).toContain('fields');
	driver.press('ctrl-f');
	expect(Object.keys(driver.state.slots)).not.toContain('fields');
	expect(driver.told.at(-1)).toEqual({ kind: 'cancel', slot: 'fields' });
});

test('the bar is within the screen at every size, each line as wide as the bar', () => {
	for (let columns = 60; columns <= 200; columns += 7) {
		for (const rows of [20, 24, 50]) {
			const driver = opened({ columns, rows }).press('down enter');
			for (const { rect, lines } of floating(driver.state)) {
				expect(rect.x + rect.widthCells).toBeLessThanOrEqual(columns);
				expect(rect.y + rect.heightCells).toBeLessThanOrEqual(rows);
				expect(new Set(lines.map(lineWidth))).toEqual(new Set([rect.widthCells]));
				expect(lines).toHaveLength(rect.heightCells);
			}
		}
	}
});

test('beside a list the bar hides nothing of it', () => {
	const driver = opened();
	const [box] = floating(driver.state);
	const before = opened().press('ctrl-f').panel(driver.shown()[0]!);
	const beside = driver.panel(driver.shown()[0]!);
	expect(beside.split('\n')[0]).toHaveLength(120 - box!.rect.widthCells);
	expect(before.split('\n')[0]).toHaveLength(120);
});
