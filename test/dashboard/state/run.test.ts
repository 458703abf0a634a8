import { expect, test } from 'vitest';
import { Driver, nowMs, someRows } from '../console-driver.ts';

test('parts are shown while a query runs; escape stops it, r runs it again', () => {
	const driver = new Driver({}, null);
	driver.press('/ ctrl-u').type('*').press('enter');
	const run = driver.runs.at(-1)!;
	expect(run.progress).toBe(true);
	const answer = { kind: 'result', slot: run.slot, ticket: run.ticket, elapsedMs: 120 } as const;
	driver.send({ ...answer, result: { ...someRows, complete: false } });
	expect(driver.panel(run.slot)).toContain('CreateUser');
	expect(driver.footer()).toContain('running … esc stops');
	driver.press('escape');
	expect(driver.told.at(-1)).toEqual({ kind: 'cancel', slot: run.slot });
	expect(driver.panel(run.slot)).toContain('stopped');
	const before = driver.runs.length;
	driver.send({ kind: 'data', version: 9, recordCount: 9, nowMs });
	driver.send({ ...answer, result: someRows });
	expect(driver.runs).toHaveLength(before);
	expect(driver.footer()).not.toContain('running');
	driver.press('r');
	expect(driver.runs.at(-1)).toMatchObject({ slot: run.slot, text: '*' });
});

test('a whole result is not replaced by parts of the next one', () => {
	const driver = new Driver();
	driver.send({ kind: 'data', version: 3, recordCount: 3, nowMs });
	expect(driver.runs.at(-1)?.progress).toBe(false);
});

test('a query with a fault waits for its text, its range or a key', () => {
	const driver = new Driver({}, null);
	driver.press('/ ctrl-u').type('*').press('enter');
	const { slot, ticket, text } = driver.runs.at(-1)!;
	const fault = {
		severity: 'fault',
		span: { start: 0, end: 1 },
		message: 'gone',
		next: 'r',
	} as const;
	driver.send({ kind: 'faults', slot, ticket, faults: [fault] });
	const before = driver.runs.length;
	for (let minute = 1; minute < 3 * 24 * 60; minute += 60) {
		driver.send({ kind: 'tick', nowMs: nowMs + minute * 60_000 });
		driver.send({ kind: 'data', version: minute, recordCount: minute, nowMs: nowMs + minute });
	}

	expect(driver.runs).toHaveLength(before);
	driver.press('r');
	expect(driver.runs.at(-1)).toMatchObject({ slot, text, again: true });
	driver.send({ kind: 'faults', slot, ticket: driver.runs.at(-1)!.ticket, faults: [fault] });
	driver.press('t').press('3');
	expect(driver.runs.length).toBeGreaterThan(before + 1);
	expect(driver.runs.at(-1)).toMatchObject({ slot, text, again: false });
});
