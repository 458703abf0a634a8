import { expect, test } from 'vitest';
import { locationOf } from '../../../source/dashboard/state/state.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, usualAnswer } from '../console-driver.ts';

const minuteMs = 60_000;
const eventMs = Date.parse('2026-03-01T11:58:03Z');

const inOrder = aResult(
	['eventTime', 'eventName'],
	[
		['2026-03-01T11:57:01Z', 'GetUser'],
		['2026-03-01T11:57:40Z', 'ListUsers'],
		['2026-03-01T11:58:03Z', 'CreateUser'],
		['2026-03-01T11:59:00Z', 'DeleteUser'],
	],
	{
		kind: 'rows',
		keys: [],
		refs: [9, 8, 7, 6].map(row => ({ segmentId: 's', row })),
	},
);
const answer = (run: Driver['runs'][number]): QueryResult =>
	run.text.includes('sort by +_messageTime') ? inOrder : usualAnswer(run);

function atRows(by = answer): Driver {
	const variables = {
		filters: { eventName: { include: ['CreateUser'], exclude: [] } },
		text: 'ada',
		params: {},
	};
	const driver = new Driver({ dashboard: 'access', variables }, by, { columns: 120, rows: 40 });
	return driver.press('/ ctrl-u').type('*').press('enter');
}

function shownRun(driver: Driver): Driver['runs'][number] | undefined {
	const location = locationOf(driver.state);
	return location.kind === 'rows'
		? driver.runs.findLast(({ slot }) => slot === location.id)
		: undefined;
}

test('M shows all events five minutes around a row, whatever is filtered, at the event itself', () => {
	const driver = atRows().press('M');
	const run = shownRun(driver);
	expect(run?.text).toMatch(/^_sourceCategory=prod\n\| sort by \+_messageTime \|/);
	expect(run?.text).not.toContain('CreateUser');
	expect(run?.text).not.toContain('ada');
	expect(run?.range).toEqual({
		fromMs: eventMs - 5 * minuteMs,
		toMs: eventMs + 5 * minuteMs + 1,
	});
	expect(driver.header()).toContain('5 min around 11:58:03');
	const location = locationOf(driver.state);
	expect(driver.state.cursors[location.kind === 'rows' ? location.id : '']?.row).toBe(2);
});

test('M again widens to 15 and to 60 minutes in the same place, and then says that this is all', () => {
	const driver = atRows();
	const depth = driver.state.location;
	for (const minutes of [5, 15, 60]) {
		driver.press('M');
		const range = shownRun(driver)?.range;
		expect((range?.toMs ?? 0) - (range?.fromMs ?? 0)).toBe(2 * minutes * minuteMs + 1);
		expect(driver.header()).toContain(`${minutes} min around 11:58:03`);
		expect(driver.state.location).toBe(depth + 1);
	}

	const runs = driver.runs.length;
	driver.press('M');
	expect(driver.footer()).toContain('60 minutes on each side are all');
	expect(driver.runs).toHaveLength(runs);
	driver.press('escape');
	expect(driver.state.location).toBe(depth);
});

test('another row that is chosen there is the middle of its own minutes', () => {
	const driver = atRows().press('M down M');
	expect(shownRun(driver)?.range.fromMs).toBe(Date.parse('2026-03-01T11:59:00Z') - 5 * minuteMs);
});

test('an open record has its surroundings too, and one without a time says why it has none', () => {
	const driver = atRows().press('enter');
	const { id } = locationOf(driver.state) as { id: string };
	driver.press('M');
	expect(driver.footer()).toContain('has not come yet');
	driver.send({ kind: 'record', id, json: '{"eventTime":"2026-03-01T11:58:03Z"}' }).press('M');
	expect(shownRun(driver)?.range.fromMs).toBe(eventMs - 5 * minuteMs);
	driver.press('[');
	for (const json of ['{"eventTime":7}', '[]', '{"__proto__":{"eventTime":"x"}}', '{']) {
		driver.send({ kind: 'record', id, json }).press('M');
		expect(locationOf(driver.state).kind).toBe('record');
	}
});

test('where no event is chosen nothing is opened, and what to do is said', () => {
	const driver = new Driver({ dashboard: 'overview' }).press('M');
	expect(driver.footer()).toContain('choose an event first');
	const untimed = atRows(() => aResult(['user'], [['ada']], { kind: 'rows', refs: inOrder.refs }));
	untimed.press('M');
	expect(untimed.footer()).toContain('no column says when this was: open the record');
});

test('new records keep the row that was chosen since, also the first', () => {
	const driver = atRows().press('M g');
	driver.send({
		kind: 'data',
		version: 9,
		recordCount: 5,
		account: undefined,
		times: undefined,
		nowMs: driver.state.nowMs + 1,
	});
	const location = locationOf(driver.state);
	expect(driver.state.cursors[location.kind === 'rows' ? location.id : '']?.row).toBe(0);
});
