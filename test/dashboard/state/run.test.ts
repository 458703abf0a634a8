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
	driver.press('t e enter');
	expect(driver.runs.length).toBeGreaterThan(before + 1);
	expect(driver.runs.at(-1)).toMatchObject({ slot, text, again: false });
});

/** A console in which a query has been typed and counted, and has so many rows. */
function aTyped(text: string, rowCount: number) {
	const all = Array.from({ length: rowCount }, (_, index) => [`user${index}`, index]);
	const answer = ({ rowsMax = 10_000 }: { readonly rowsMax?: number | undefined }) => ({
		...someRows,
		columns: ['_user', '_count'],
		kind: 'table' as const,
		refs: undefined,
		rows: all.slice(0, rowsMax),
		rowCount,
	});
	const driver = new Driver({}, answer);
	driver.press('/ ctrl-u').type(text);
	const sent = { kind: 'completions', text, cursor: text.length, items: [], faults: [] } as const;
	return driver.send(sent);
}

test('a query that is typed is counted, and asks for no more rows than enter shows at once', () => {
	const driver = aTyped('* | count by _user', 5_000);
	expect(driver.runs.at(-1)).toMatchObject({ slot: 'typed', rowsMax: 100 });
	expect(driver.state.slots['typed']?.result?.rows).toHaveLength(100);
	expect(driver.footer()).toContain('5,000 rows');
	const runCount = driver.runs.length;
	driver.press('enter');
	expect(driver.runs).toHaveLength(runCount + 1);
	const { slot, text, rowsMax } = driver.runs.at(-1)!;
	expect({ text, rowsMax }).toEqual({ text: '* | count by _user', rowsMax: undefined });
	expect(driver.state.slots[slot]?.result?.rows).toHaveLength(5_000);
	driver.send({ kind: 'tick', nowMs: nowMs + 1 });
	expect(driver.runs).toHaveLength(runCount + 1);
});

test('a counted query whose rows are all there is not run again by enter', () => {
	const driver = aTyped('* | count by _user', 100);
	const runCount = driver.runs.length;
	driver.press('enter');
	expect(driver.runs).toHaveLength(runCount);
	const page = Object.entries(driver.state.slots).find(([key]) => key.startsWith('#'));
	expect(page?.[1].result?.rows).toHaveLength(100);
});
