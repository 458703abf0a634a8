import { expect, test } from 'vitest';
import { alarmLine } from '../../../source/dashboard/screen/alarms.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { lineText } from '../../../source/panels/span.ts';
import { aResult } from '../../panels/result.ts';
import { Driver, nowMs, usualAnswer } from '../console-driver.ts';

const hourMs = 3_600_000;
const account = {
	...{ readCount: 5, lackingCount: 0, unlistedCount: 0, untimedCount: 0 },
	...{ isFilling: false, words: [], spans: [] },
};

/** Counts by hour, the newest last; the newest is the hour that ends now. */
function byHour(counts: readonly number[]): QueryResult {
	return aResult(
		['_timeslice', 'eventCount'],
		counts.map((count, index) => [nowMs - (counts.length - index) * hourMs, count]),
	);
}

const usual = byHour(Array.from({ length: 25 }, () => 4));
const noAccounts = aResult(['account', 'hours', 'events', 'last'], []);

interface Answers {
	readonly [part: string]: QueryResult | undefined;
}

function lineOf(driver: Driver): string {
	return lineText(alarmLine(driver.state)).trimEnd();
}

/** A console whose alarms are answered by what their queries contain; the rest as usual. */
function watching(answers: Answers, columns = 120): Driver {
	const driver = new Driver(
		{},
		run => {
			if (!run.slot.startsWith('alarms/')) {
				return usualAnswer(run);
			}

			const known = Object.entries(answers).find(([part]) => run.text.includes(part))?.[1];
			return (
				known ??
				(run.slot.includes('silent') ? noAccounts : run.slot.includes('root') ? byHour([]) : usual)
			);
		},
		{ columns, rows: 40 },
	);
	driver.send({
		kind: 'status',
		status: { state: 'live', objectCount: 5, errorCount: 0, lagMs: 1, detail: '' },
	});
	return driver.send({
		...{ kind: 'data', version: 1, recordCount: 5, nowMs, account },
		times: { oldestMs: nowMs - 48 * hourMs, newestMs: nowMs },
	});
}

test('nothing is told before the source was read, and then that nothing is out of the ordinary', () => {
	const driver = new Driver({}, usualAnswer, { columns: 120, rows: 40 });
	expect(lineOf(driver)).toBe(' last 1h  looking …');
	expect(driver.runs.filter(({ slot }) => slot.startsWith('alarms/'))).toEqual([]);
	expect(lineOf(watching({}))).toBe(' last 1h  nothing out of the ordinary');
});

test('each has its number, by how much it is more than usual, and its key; the worst comes first', () => {
	const denied = byHour([...Array.from({ length: 24 }, () => 4), 15]);
	const failed = byHour([...Array.from({ length: 24 }, () => 4), 90]);
	const driver = watching({ _denied: denied, ConsoleLogin: failed, Root: byHour([1]) });
	expect(lineOf(driver)).toBe(
		' last 1h  ▲ 1 call by root new [5] · ▲ 90 failed logins ▲86 [3] · 15 denied calls ▲11 [1]',
	);
});

test('what has no room is counted, and a lists all of it with what is quiet', () => {
	const spike = byHour([...Array.from({ length: 24 }, () => 4), 90]);
	const driver = watching({ _denied: spike, ConsoleLogin: spike, Root: byHour([1]) }, 60);
	expect(lineOf(driver)).toBe(' last 1h  ▲ 1 call by root new [5]  +2 [a]');
	driver.press('a');
	expect(driver.box()).toContain('▲ 90 failed logins');
	expect(driver.box()).toContain('0 accounts gone silent');
	driver.press('down enter');
	expect(driver.runs.at(-1)).toMatchObject({
		text: expect.stringContaining('where _result != "Success"'),
		range: { fromMs: nowMs - hourMs, toMs: nowMs },
	});
});

test.each([
	{ counts: [0, 0, 0, 0, 0, 0, 2], told: false, why: 'two are nobody’s attack' },
	{ counts: [0, 0, 0, 0, 0, 0, 4], told: true, why: 'none before' },
	{ counts: [40, 44, 38, 41, 42, 39, 50], told: false, why: 'within chance' },
	{ counts: [40, 44, 38, 41, 42, 39, 70], told: true, why: 'above it' },
	{ counts: [0, 0, 90, 0, 0, 0, 95], told: false, why: 'it was so already' },
])('$counts: told $told, $why', ({ counts, told }) => {
	const line = lineOf(
		watching({
			_denied: byHour([
				...counts.slice(0, -1).flatMap(count => [count, count, count, count]),
				counts.at(-1) ?? 0,
			]),
		}),
	);
	expect(line.includes('denied')).toBe(told);
});

test('of a store that is some hours old nobody knows what is usual', () => {
	const driver = watching({ _denied: byHour([1, 2, 90]) });
	driver.send({
		...{ kind: 'data', version: 1, recordCount: 5, nowMs, account },
		times: { oldestMs: nowMs - 3 * hourMs, newestMs: nowMs },
	});
	expect(lineOf(driver)).not.toContain('denied');
	expect(driver.press('a').box()).toContain('not known yet what is usual');
});

test('what cannot be counted is no 0', () => {
	const lacking = { ...byHour([]), lacks: ['no threat feed is here'] };
	const driver = watching({ 'sumo://threat': lacking });
	expect(lineOf(driver)).toBe(
		' last 1h  nothing out of the ordinary · not known: calls from threats, outliers',
	);
	expect(driver.press('a').box()).toContain('not known: no threat feed is here');
});

test('filters of the screen do not silence it, and new records are looked at twice a minute', () => {
	const driver = watching({});
	const count = () => driver.runs.filter(({ slot }) => slot === 'alarms/denied/hours').length;
	expect(count()).toBe(1);
	driver.send({ kind: 'data', version: 2, recordCount: 6, nowMs: nowMs + 10_000 });
	expect(count()).toBe(1);
	driver.send({ kind: 'tick', nowMs: nowMs + 31_000 });
	expect(count()).toBe(2);
	driver.send({ kind: 'tick', nowMs: nowMs + 120_000 });
	expect(count()).toBe(2);
	driver.press('f enter down space enter');
	expect(driver.runs.findLast(({ slot }) => slot === 'alarms/denied/hours')?.text).toBe(
		'_sourceCategory=prod\n| where _denied = true\n| timeslice 5m\n| count as eventCount by _timeslice',
	);
});

test('a fault of the trail leads to the sources', () => {
	const driver = watching({});
	driver.send({ kind: 'account', account: { ...account, unlistedCount: 2 } });
	expect(lineOf(driver)).toBe(' last 1h  2 faults of the trail [w]');
	driver.press('a enter');
	expect(driver.state.overlay).toMatchObject({ kind: 'sources' });
});

test('what was counted until another moment is no answer, nor what nobody brings any more', () => {
	const driver = watching({ Root: byHour([1]) });
	expect(lineOf(driver)).toContain('1 call by root');
	const later = {
		...driver.state,
		range: { kind: 'fixed', fromMs: nowMs - 40 * hourMs, toMs: nowMs - 30 * hourMs },
	} as const;
	driver.state = later;
	expect(lineOf(driver)).toBe(' until 02-28 06:00  looking …');
	driver.state = { ...later, range: { kind: 'last', lengthMs: 24 * hourMs } };
	expect(lineOf(driver)).toContain('1 call by root');
	const source = { nextPollMs: nowMs - hourMs } as never;
	driver.state = { ...driver.state, status: { ...driver.state.status, source } };
	expect(lineOf(driver)).toBe(' last 1h  looking …');
});

test('of an hour that the store cannot hold nothing is known', () => {
	const driver = watching({});
	driver.state = {
		...driver.state,
		range: { kind: 'fixed', fromMs: nowMs - 90 * hourMs, toMs: nowMs - 80 * hourMs },
	};
	expect(lineOf(driver)).toBe(' until 02-26 04:00  not known: no record of this hour is stored');
	driver.state = {
		...driver.state,
		range: { kind: 'last', lengthMs: 24 * hourMs },
		times: { oldestMs: nowMs - 90 * hourMs, newestMs: nowMs - 50 * hourMs },
	};
	// A trail that is followed may be silent; one that is not has ended.
	expect(lineOf(driver)).not.toContain('no record of this hour');
	driver.state = { ...driver.state, status: { ...driver.state.status, state: 'done' } };
	expect(lineOf(driver)).toContain('not known: no record of this hour is stored');
});

test('of a range with an end records that come late are counted too', () => {
	const driver = watching({});
	const count = () => driver.runs.filter(({ slot }) => slot === 'alarms/denied/hours').length;
	driver.press('t').type('2026-03-01 10:00 - 2026-03-01 11:00').press('enter');
	const first = count();
	driver.send({ kind: 'data', version: 2, recordCount: 6, nowMs: nowMs + 10_000 });
	expect(count()).toBe(first);
	driver.send({ kind: 'tick', nowMs: nowMs + 31_000 });
	expect(count()).toBe(first + 1);
});

test('its rows are those that were counted, whatever is filtered, and its key is the one of the user', () => {
	const spike = byHour([...Array.from({ length: 24 }, () => 4), 90]);
	const driver = watching({ ConsoleLogin: spike });
	driver.state = { ...driver.state, variables: { ...driver.state.variables, text: 'ada' } };
	driver.press('a enter');
	const rows = driver.runs.findLast(({ slot }) => slot.startsWith('#'));
	expect(rows?.text).toBe(
		'_sourceCategory=prod (eventName=ConsoleLogin)\n| where _result != "Success"',
	);
	const faulty = watching({});
	faulty.send({ kind: 'account', account: { ...account, unlistedCount: 2 } });
	faulty.state = { ...faulty.state, keys: { sources: ['W'] } };
	expect(lineOf(faulty)).toBe(' last 1h  2 faults of the trail [W]');
});
