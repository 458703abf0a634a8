import { expect, test } from 'vitest';
import { rangeHistoryMax } from '../../../source/dashboard/menu/time.ts';
import { Driver, nowMs } from '../console-driver.ts';

test('ranges used before come first, the newest of them on top', () => {
	const driver = new Driver();
	for (const range of ['36h', '2026-02-20', 'today']) {
		driver.press('T').type(range).press('enter');
	}

	driver.press('t x enter t');
	const lines = driver
		.box()
		.split('\n')
		.filter(line => line.includes('recent'));
	expect(lines.map(line => /last 36h|2026-02-20/.exec(line)?.[0])).toEqual([
		'2026-02-20',
		'last 36h',
	]);
	driver.press('escape T').type('02-20').press('enter');
	expect(driver.header()).toContain('2026-02-20 UTC');
	// What was typed in full is meant, not an entry that contains it.
	driver.press('T').type('2026-02-20 10:00 .. 11:00').press('enter T');
	driver.type('2026-02-20').press('enter');
	expect(driver.header()).toContain('2026-02-20 UTC');
});

test('of the ranges used before eight are kept, and opened again with the next start', () => {
	const driver = new Driver();
	for (let hours = 30; hours < 30 + rangeHistoryMax + 3; hours++) {
		driver.press('T').type(`${hours}h`).press('enter');
	}

	expect(driver.state.rangeHistory).toHaveLength(rangeHistoryMax);
	const saved = driver.told.findLast(({ kind }) => kind === 'save-session');
	const session = saved?.kind === 'save-session' ? saved.session : undefined;
	const rangeHistory = [...(session?.rangeHistory ?? []), 'damaged' as never];
	const next = new Driver({ session: { ...session!, rangeHistory } });
	expect(next.state.rangeHistory).toEqual(driver.state.rangeHistory);
});

test('today moves with the clock and runs no panel anew for each second', () => {
	const driver = new Driver();
	driver.press('T').type('today').press('enter');
	expect(driver.header()).toContain('today UTC');
	const asked = driver.runs.length;
	driver.send({ kind: 'tick', nowMs: nowMs + 1_000 });
	expect(driver.runs).toHaveLength(asked);
	driver.send({ kind: 'tick', nowMs: nowMs + 16_000 });
	expect(driver.runs.at(-1)?.range).toEqual({
		fromMs: Date.parse('2026-03-01T00:00:00Z'),
		toMs: nowMs + 16_000,
	});
	driver.send({ kind: 'tick', nowMs: Date.parse('2026-03-02T01:00:00Z') });
	expect(driver.runs.at(-1)?.range.fromMs).toBe(Date.parse('2026-03-02T00:00:00Z'));
	driver.press('u');
	expect(driver.runs.at(-1)?.range.fromMs).toBe(Date.parse('2026-03-01T23:00:00Z'));
});

test('where the newest records are is a choice', () => {
	const driver = new Driver();
	const newestMs = Date.parse('2025-01-02T10:00:30Z');
	driver.press('t x enter');
	driver.send({
		kind: 'data',
		version: 9,
		recordCount: 1,
		nowMs,
		times: { oldestMs: newestMs, newestMs },
	});
	driver.press('T').type('newest').press('enter');
	expect(driver.header()).toContain('2025-01-01 10:01 – 2025-01-02 10:01');
});

test.each(['ctrl-t', 'tab'])('%s types what a refusal offers, and enter takes it', key => {
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	driver.press('T').type('2026-02-27 10:00-11:00').press('enter');
	expect(driver.box().replace(/[│\s]+/g, ' ')).toContain(
		'or a time in the zone -11:00: write 2026-02-27 10:00 - 11:00 · ctrl-t types it',
	);
	driver.press(key);
	expect(driver.box()).not.toContain('-11:00: write');
	expect(driver.box()).toContain(
		'2026-02-27 10:00 - 11:00   = 2026-02-27 10:00 – 2026-02-27 11:00',
	);
	driver.press('enter');
	expect(driver.header()).toContain('2026-02-27 10:00 – 11:00');
	expect(driver.press('T').type('today').press('ctrl-t').footer()).toContain('nothing is offered');
});

test('hours of a day that can be no zone are taken as they are', () => {
	const driver = new Driver({}, undefined, { columns: 120, rows: 40 });
	driver.press('T').type('yesterday 14:00-15:00').press('enter');
	expect(driver.box()).toBe('');
	expect(driver.runs.at(-1)?.range).toEqual({
		fromMs: Date.parse('2026-02-28T14:00:00Z'),
		toMs: Date.parse('2026-02-28T15:00:00Z'),
	});
});
