import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import { Driver, someRows } from '../console-driver.ts';

const hourMs = 3_600_000;
const json = JSON.stringify({
	eventTime: '2026-03-01T11:58:03Z',
	eventName: 'CreateUser',
	eventSource: 'iam.amazonaws.com',
	sourceIPAddress: '203.0.113.9',
	requestID: 'r-1',
	userIdentity: { type: 'IAMUser', userName: 'a"da', accessKeyId: 'AKIAEXAMPLE' },
});

function openRecord(record = json): Driver {
	const driver = new Driver({}, () => someRows, { columns: 120, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter enter');
	return arrive(driver, record);
}

function arrive(driver: Driver, record: string): Driver {
	const location = locationOf(driver.state);
	return driver.send({ kind: 'record', id: 'id' in location ? location.id : '', json: record });
}

test('a menu names what others can have in common with the record, and opens them in their order', () => {
	const driver = openRecord();
	const menu = driver.press('.').box();
	expect(menu).toMatch(/same user +a"da/);
	expect(menu).toMatch(/same key +AKIAEXAMPLE/);
	expect(menu).toMatch(/same address +203\.0\.113\.9/);
	expect(menu).toMatch(/same request +r-1/);
	expect(menu).not.toContain('shared');
	driver.press('enter');
	const run = driver.runs.findLast(({ slot }) => slot.startsWith('#'));
	const atMs = Date.parse('2026-03-01T11:58:03Z');
	expect(run?.range).toEqual({ fromMs: atMs - 12 * hourMs, toMs: atMs + 12 * hourMs + 1 });
	expect(run?.text).toContain('| where _user = "a\\"da" | sort by +_messageTime');
	expect(run?.text).toMatch(/^_sourceCategory=prod/);
	expect(driver.header()).toContain('same user a"da');
});

test('M in such a list shows what else happened, and does not widen it', () => {
	const driver = openRecord();
	driver.press('. down enter').press('M');
	const run = driver.runs.findLast(({ slot }) => slot.startsWith('#'));
	expect(run?.text).not.toContain('accessKeyId =');
	expect((run?.range.toMs ?? 0) - (run?.range.fromMs ?? 0)).toBe(600_001);
});

test('( and ) go through the records of the list, whose cursor goes along', () => {
	const driver = openRecord();
	expect(driver.press('(').footer()).toContain('this is the first record of the list');
	driver.press(')');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'fetch-record', ref: { row: 3 } });
	expect(driver.header()).toContain('▸ record 2');
	expect(driver.press(')').footer()).toContain('this is the last record of the list');
	driver.press('escape');
	expect(locationOf(driver.state).kind).toBe('rows');
	driver.press('enter');
	expect(driver.told.at(-1)).toMatchObject({ kind: 'fetch-record', ref: { row: 3 } });
});

test('a record that is no call, or has not come, has nothing in common', () => {
	const driver = openRecord('{"a":1}');
	expect(driver.press('.').footer()).toContain('this is no record of a call');
	expect(driver.state.overlay).toBeUndefined();
});
