import { expect, test } from 'vitest';
import type { SourceStatus } from '../../../source/dashboard/state/source-status.ts';
import { sessionOf } from '../../../source/dashboard/state/keep-session.ts';
import { Driver, nowMs } from '../console-driver.ts';

const dayMs = 86_400_000;
const oldMs = Date.parse('2017-06-01T12:47:11Z');

function statusOf(state: SourceStatus['state']): SourceStatus {
	return { state, objectCount: 1, errorCount: 0, lagMs: undefined, detail: '' };
}

let version = 100;

function data(driver: Driver, newestMs: number, oldestMs = oldMs): void {
	const times = { oldestMs, newestMs };
	driver.send({ kind: 'data', version: version++, recordCount: 9, nowMs, times });
}

test('the first look at old files opens where they are, and says it', () => {
	const driver = new Driver();
	driver.send({ kind: 'status', status: statusOf('backfilling') });
	data(driver, oldMs);
	const toMs = Date.parse('2017-06-01T12:48:00Z');
	expect(driver.state.range).toEqual({ kind: 'fixed', fromMs: toMs - dayMs, toMs });
	expect(driver.runs.at(-1)?.range.toMs).toBe(toMs);
	expect(driver.footer()).toContain('newest record 2017-06-01 12:47: the 24 h up to it are shown');
	driver.send({ kind: 'status', status: statusOf('live') });
	expect(driver.header()).toContain('○ past range');
	driver.press('=');
	expect(driver.header()).toContain('last 24h UTC · newest record 2017-06-01 12:47');
	// The user chose it, so it stays.
	data(driver, oldMs + 1);
	expect(driver.state.range.kind).toBe('last');
});

test('while the source is read the newest records are followed, into the present too', () => {
	const driver = new Driver();
	driver.send({ kind: 'status', status: statusOf('backfilling') });
	data(driver, oldMs);
	data(driver, oldMs + dayMs);
	expect(driver.state.range).toMatchObject({ toMs: Date.parse('2017-06-02T12:48:00Z') });
	data(driver, nowMs - 1_000);
	expect(driver.state.range).toEqual({ kind: 'last', lengthMs: dayMs });
});

test('once the source was read, the range stays', () => {
	const driver = new Driver();
	data(driver, nowMs - 1_000);
	driver.send({ kind: 'status', status: statusOf('live') });
	expect(driver.state.rangeBy).toBe('console');
	data(driver, oldMs);
	expect(driver.state.range.kind).toBe('last');
});

test('the last records may arrive after the source has said that it was read', () => {
	const driver = new Driver();
	data(driver, oldMs);
	driver.send({ kind: 'status', status: statusOf('idle') });
	data(driver, oldMs + dayMs);
	expect(driver.state.range).toMatchObject({ toMs: Date.parse('2017-06-02T12:48:00Z') });
	expect(driver.state.rangeBy).toBe('console');
});

test('a range from the command line or of the last session is not left', () => {
	const range = { kind: 'last', lengthMs: dayMs } as const;
	for (const options of [{ range }, { session: { range } }]) {
		const driver = new Driver(options);
		data(driver, oldMs);
		expect(driver.state.range).toEqual(range);
	}
});

test('a pause and a moment are not left either', () => {
	const paused = new Driver();
	paused.press('space');
	data(paused, oldMs);
	expect(paused.state.range.kind).toBe('last');
	const moved = new Driver();
	moved.press('g m');
	const { range } = moved.state;
	data(moved, oldMs);
	expect(moved.state.range).toBe(range);
});

test('only a range that the user chose is opened again', () => {
	const driver = new Driver();
	data(driver, oldMs);
	expect(sessionOf(driver.state).range).toBeUndefined();
	driver.press('t h enter');
	expect(sessionOf(driver.state).range).toEqual({ kind: 'last', lengthMs: 3_600_000 });
});

test('a range before all records says where the oldest is', () => {
	const driver = new Driver();
	data(driver, nowMs, nowMs - dayMs);
	driver.press('T').type('2020-01-01').press('enter');
	expect(driver.header()).toContain('oldest record 2026-02-28 12:00');
});
