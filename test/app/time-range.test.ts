import { expect, test } from 'vitest';
import { UsageError } from '../../source/app/arguments.ts';
import { kindOfSince, readTime, readTimeRange, wholeDays } from '../../source/app/time-range.ts';

const nowMs = Date.UTC(2026, 2, 1, 12);
const iso = (ms: number) => new Date(ms).toISOString();

test.each([
	{ since: undefined, until: undefined, from: '2026-02-28T12:00:00.000Z', to: iso(nowMs) },
	{ since: '1h', until: undefined, from: '2026-03-01T11:00:00.000Z', to: iso(nowMs) },
	{ since: '-90m', until: 'now', from: '2026-03-01T10:30:00.000Z', to: iso(nowMs) },
	{ since: '0.5d', until: undefined, from: '2026-03-01T00:00:00.000Z', to: iso(nowMs) },
	{
		since: '1w',
		until: '2026-02-28',
		from: '2026-02-21T00:00:00.000Z',
		to: '2026-02-28T00:00:00.000Z',
	},
	{
		since: '2026-02-01',
		until: '2026-02-01 06:30',
		from: '2026-02-01T00:00:00.000Z',
		to: '2026-02-01T06:30:00.000Z',
	},
	{
		since: '2026-02-01T00:00:00+01:00',
		until: undefined,
		from: '2026-01-31T23:00:00.000Z',
		to: iso(nowMs),
	},
	{
		since: '1h',
		until: '2026-02-01T12:00:00.500Z',
		from: '2026-02-01T11:00:00.500Z',
		to: '2026-02-01T12:00:00.500Z',
	},
])('$since until $until', ({ since, until, from, to }) => {
	const range = readTimeRange(since, until, nowMs, 'UTC');
	expect([iso(range.fromMs), iso(range.toMs)]).toEqual([from, to]);
});

test.each(['', 'soon', '24', '24y', '2026-02-30', '2026-13-01', '2026-03-01T25:00'])(
	'"%s" is no time',
	text => {
		expect(() => readTime('since', text, nowMs, 'UTC')).toThrow(UsageError);
		expect(() => readTime('since', text, nowMs, 'UTC')).toThrow(
			/; write --since .*`trailtop help time`/,
		);
	},
);

test('an empty range is refused', () => {
	expect(() => readTimeRange('2026-03-02', undefined, nowMs, 'UTC')).toThrow(/is empty/);
	expect(() => readTimeRange('0s', undefined, nowMs, 'UTC')).toThrow(/is empty/);
});

test.each([
	{ days: 1, at: '2026-03-01T12:00:00Z', zone: 'UTC', from: '2026-02-28T00', to: '2026-03-01T00' },
	{ days: 7, at: '2026-03-01T00:00:00Z', zone: 'UTC', from: '2026-02-22T00', to: '2026-03-01T00' },
	{
		days: 1,
		at: '2026-03-01T20:00:00Z',
		zone: 'Asia/Tokyo',
		from: '2026-02-28T15',
		to: '2026-03-01T15',
	},
	// The clock of Berlin goes forward on this day: it has 23 hours.
	{
		days: 1,
		at: '2026-03-30T08:00:00Z',
		zone: 'Europe/Berlin',
		from: '2026-03-28T23',
		to: '2026-03-29T22',
	},
	{
		days: 99_999,
		at: '2026-03-01T12:00:00Z',
		zone: 'UTC',
		from: '1970-01-01T00',
		to: '2026-03-01T00',
	},
])('the last $days whole days at $at in $zone', ({ days, at, zone, from, to }) => {
	const { fromMs, toMs } = wholeDays(days, Date.parse(at), zone);
	expect([iso(fromMs), iso(toMs)]).toEqual([`${from}:00:00.000Z`, `${to}:00:00.000Z`]);
});

test.each([
	['yesterday', undefined, '2026-02-27T23:00', '2026-03-01T12:00'],
	['last 3 days', undefined, '2026-02-26T12:00', '2026-03-01T12:00'],
	['10:00-11:00', undefined, '2026-03-01T09:00', '2026-03-01T10:00'],
	['2h ago - 1h ago', undefined, '2026-03-01T10:00', '2026-03-01T11:00'],
	['2026-02-01', '2pm yesterday', '2026-01-31T23:00', '2026-02-28T13:00'],
	['yesterday', '2026-02-20', '2026-02-18T23:00', '2026-02-19T23:00'],
	['2025-06', '2025-07', '2025-05-31T22:00', '2025-06-30T22:00'],
	['1735689600', '1735689600000', '', ''],
])('--since %s --until %s by the clock of Berlin', (since, until, from, to) => {
	const read = () => readTimeRange(since, until, nowMs, 'Europe/Berlin');
	if (from === '') {
		expect(read).toThrow(/is empty/);
	} else {
		expect([iso(read().fromMs), iso(read().toMs)]).toEqual([`${from}:00.000Z`, `${to}:00.000Z`]);
	}
});

test('a --since of two ends leaves no place for --until, and --until is one time', () => {
	expect(() => readTimeRange('10:00-11:00', '2h ago', nowMs, 'UTC')).toThrow(/leave out --until/);
	expect(() => readTimeRange('1d', '10:00-11:00', nowMs, 'UTC')).toThrow(/--until is one time/);
	expect(() => readTimeRange('31 june', undefined, nowMs, 'UTC')).toThrow(
		'--since "31 june": June has 30 days; write --since "30 june", or another time of `trailtop help time`',
	);
	expect(() => readTimeRange('yesterday', undefined, nowMs, 'Nowhere/None')).toThrow(
		'time_zone "Nowhere/None" of the configuration is none',
	);
});

test.each([
	['7d', 'last'],
	['last 3 days', 'last'],
	['yesterday', 'since'],
	['2026-02-01', 'since'],
	['this week', 'since'],
	['10:00-11:00', 'fixed'],
])('--since %s is, while time goes on, %s', (since, kind) => {
	expect(kindOfSince(since, { nowMs, timeZone: 'UTC' })).toBe(kind);
});
