import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import type { Mark, Marks } from '../../../source/dashboard/state/mark.ts';
import { Driver, nowMs, someRows } from '../console-driver.ts';

const hostile = 'odd\u001b[2J \u202e \nnote';
const known: Mark = {
	key: '["x",1,""]',
	title: 'DeleteUser by bob',
	timeMs: Date.parse('2026-03-01T11:02:11Z'),
	note: hostile,
	by: 'eve\u001b[31m@there',
	atMs: nowMs - 60_000,
	ref: someRows.refs?.[1],
};
const gone: Mark = { ...known, key: '["y",1,""]', title: 'Gone', note: '', ref: undefined };

function atRows(marks: readonly Mark[] = [known, gone], change: Partial<Marks> = {}): Driver {
	const driver = new Driver({ dashboard: 'access' }, undefined, { columns: 120, rows: 30 });
	driver.press('/ ctrl-u').type('*').press('enter');
	return driver.send({
		kind: 'marks',
		marks: { marks, oddCount: 0, forgottenCount: 0, ...change },
	});
}

const list = (driver: Driver) => driver.panel(driver.shown()[0] ?? '');
const told = (driver: Driver, kind: string) => driver.told.findLast(effect => effect.kind === kind);

test('a marked row has a sign before it, and no row has room for one where none is marked', () => {
	const driver = atRows();
	const lines = list(driver).split('\n');
	expect(lines.find(line => line.includes('DeleteUser'))).toMatch(/^.\* /);
	expect(lines.find(line => line.includes('CreateUser'))).toMatch(/^. {2}\S/);
	const widths = new Set(lines.map(line => line.length));
	expect(widths.size).toBe(1);
	expect(list(atRows([]))).not.toContain('*');
	driver.press('down');
	expect(list(driver)).toContain('* ');
});

test('* marks the chosen row with a note or without, and what is marked can be noted anew', () => {
	const driver = atRows([known]).press('*').press('enter');
	expect(told(driver, 'mark')).toEqual({ kind: 'mark', ref: someRows.refs?.[0], note: '' });
	driver.press('*').type('who is this').press('enter');
	expect(told(driver, 'mark')).toMatchObject({ note: 'who is this' });
	driver.press('down *');
	expect(driver.box()).toContain('odd\\x1b[2J');
	driver.press('escape');
	const nothing = new Driver({ dashboard: 'overview' }).press('*');
	expect(nothing.footer()).toContain('choose a record first');
});

test('an open record is marked too, and says who marked it and when', () => {
	const driver = atRows().press('down enter');
	const { id } = locationOf(driver.state) as { id: string };
	driver.send({ kind: 'record', id, json: '{"eventName":"DeleteUser"}' });
	expect(driver.record()).toContain('* eve\\x1b[31m@there 03-01 11:59: odd\\x1b[2J');
	expect(driver.record()).not.toMatch(/[\u001b\u202e]/);
	driver.press('* enter');
	expect(told(driver, 'mark')).toMatchObject({ ref: someRows.refs?.[1] });
});

test('of a finding no mark is taken', () => {
	const driver = atRows().press('enter');
	const { id } = locationOf(driver.state) as { id: string };
	const ref = { segmentId: 'findings:1.0', row: 0 };
	driver.send({ kind: 'record', id, ref, json: '{"finding":"x"}' }).press('*');
	expect(driver.footer()).toContain('A says what became of a finding');
});

test("' lists the marks, the typed text narrows, enter opens, tab takes away, and it follows what others do", () => {
	const driver = atRows().press("'");
	expect(driver.box()).toContain('* 03-01 11:02:11 DeleteUser by bob');
	expect(driver.box()).toContain('record is gone');
	expect(driver.box()).not.toMatch(/[\u001b\u202e]/);
	driver.type('Gone').press('enter');
	expect(driver.footer()).toContain('the record of this mark is not in the store');
	driver.press("' tab");
	expect(told(driver, 'unmark')).toEqual({ kind: 'unmark', key: known.key });
	driver.send({ kind: 'marks', marks: { marks: [gone], oddCount: 0, forgottenCount: 0 } });
	expect(driver.box()).not.toContain('DeleteUser');
	driver.send({ kind: 'marks', marks: { marks: [], oddCount: 0, forgottenCount: 0 } });
	expect(driver.box()).toContain('there is no mark yet');
	driver.press('escape');
	driver.send({ kind: 'marks', marks: { marks: [known], oddCount: 0, forgottenCount: 0 } });
	driver.press("' enter");
	expect(told(driver, 'fetch-record')).toMatchObject({ ref: known.ref });
	expect(locationOf(driver.state).kind).toBe('record');
});

test('lines of the log that say nothing are told once, and stand in the list', () => {
	const driver = atRows([], { oddCount: 2 });
	expect(driver.footer()).toContain('2 lines of marks.ndjson cannot be read');
	driver.press("'");
	expect(driver.box()).toContain('2 lines of marks.ndjson');
	driver.press('escape');
	const toasts = driver.state.toasts.length;
	driver.send({ kind: 'marks', marks: { marks: [], oddCount: 2, forgottenCount: 0 } });
	expect(driver.state.toasts).toHaveLength(toasts);
});

test('what is copied or exported of marked rows takes the note along', () => {
	const driver = atRows().press('down Y');
	expect(told(driver, 'copy')).toMatchObject({ text: expect.stringContaining('"_note":"odd') });
	driver.press('e').type('c').press('enter');
	const effect = told(driver, 'export');
	expect(effect?.kind === 'export' && effect.columns.at(-1)).toBe('_note');
	expect(effect?.kind === 'export' && effect.result.rows.map(row => row.at(-1))).toEqual([
		null,
		hostile,
	]);
	const bare = atRows([{ ...known, note: '' }]).press('down Y');
	expect(told(bare, 'copy')).not.toMatchObject({ text: expect.stringContaining('_note') });
});
