import { expect, test } from 'vitest';
import { aResult } from '../../panels/result.ts';
import { Driver } from '../console-driver.ts';

test('c counts what is shown by the field under the cursor', () => {
	const driver = new Driver({ dashboard: 'accounts' });
	driver.press('/ ctrl-u').type('eventName=CreateUser').press('enter').press('c');
	expect(driver.footer()).toContain('choose a value first');
	driver.press('right right c');
	expect(driver.runs.at(-1)?.text).toBe(
		'eventName=CreateUser\n| count as eventCount by user\n| sort by eventCount, +user',
	);
	expect(driver.header()).toContain('by user');
});

test('c on a counted table counts its events', () => {
	const driver = new Driver({}, () => aResult(['eventName', '_count'], [['CreateUser', 5]]));
	driver.press('/ ctrl-u').type('* | where user = "ada" | count by eventName').press('enter');
	driver.press('down right c');
	expect(driver.runs.at(-1)?.text).toBe(
		'* | where user = "ada"\n| count as eventCount by eventName\n| sort by eventCount, +eventName',
	);
});
