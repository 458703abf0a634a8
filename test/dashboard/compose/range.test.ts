import { expect, test } from 'vitest';
import {
	inZone,
	isOver,
	knownRange,
	parseRange,
	presets,
	rangeLabel,
	resolveRange,
	shiftRange,
	zoomRange,
} from '../../../source/dashboard/compose/range.ts';
import type { Range } from '../../../source/dashboard/compose/range.ts';
import { aResult } from '../../panels/result.ts';
import { Driver } from '../console-driver.ts';
import { shippedLayout } from '../layouts.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const at = (text: string) => Date.parse(text);
const fixed = (from: string, to: string): Range => ({
	kind: 'fixed',
	fromMs: at(from),
	toMs: at(to),
});

test.each<[string, string, Range]>([
	['last 3h', 'UTC', { kind: 'last', lengthMs: 3 * 3_600_000 }],
	['Last 36h', 'UTC', { kind: 'last', lengthMs: 36 * 3_600_000 }],
	['15m', 'UTC', { kind: 'last', lengthMs: 900_000 }],
	['-2d', 'UTC', { kind: 'last', lengthMs: 2 * 86_400_000 }],
	['today', 'Europe/Berlin', { kind: 'today', timeZone: 'Europe/Berlin' }],
	['yesterday', 'UTC', fixed('2026-02-28T00:00:00Z', '2026-03-01T00:00:00Z')],
	['yesterday', 'Europe/Berlin', fixed('2026-02-27T23:00:00Z', '2026-02-28T23:00:00Z')],
	['2026-02-20', 'UTC', fixed('2026-02-20T00:00:00Z', '2026-02-21T00:00:00Z')],
	['2026-03-01 10:00', 'UTC', { kind: 'since', fromMs: at('2026-03-01T10:00:00Z') }],
	[
		'2026-03-01T10:00:00Z..2026-03-01T11:00:00Z',
		'UTC',
		fixed('2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z'),
	],
	['2026-03-01 10:00 .. 11:30', 'UTC', fixed('2026-03-01T10:00:00Z', '2026-03-01T11:30:00Z')],
	['10:00 to 11:30', 'Europe/Berlin', fixed('2026-03-01T09:00:00Z', '2026-03-01T10:30:00Z')],
	['9:00 – now', 'UTC', { kind: 'since', fromMs: at('2026-03-01T09:00:00Z') }],
	['-1d .. -12h', 'UTC', fixed('2026-02-28T12:00:00Z', '2026-03-01T00:00:00Z')],
	['2026-03-01 10:00 +02:00 .. now', 'UTC', { kind: 'since', fromMs: at('2026-03-01T08:00:00Z') }],
])('%s on a clock of %s', (text, zone, range) => {
	expect(parseRange(text, nowMs, zone)).toEqual({ ok: true, range });
});

test.each([
	['', 'is no time range'],
	['soon', '"soon" is no time range'],
	['2026-13-45', 'there is no month 13'],
	['2026-03-01 11:00 .. 10:00', 'the range is empty'],
	['10:00 .. later', '"later" is no time'],
	['500d', 'longer than 400 days'],
	['2020-03-01 10:00', 'longer than 400 days'],
	['2026-03-01 13:00 .. now', 'the range is empty'],
])('%j is refused: %s', (text, message) => {
	const outcome = parseRange(text, nowMs, 'UTC');
	expect(outcome.ok ? '' : outcome.message).toContain(message);
	expect(outcome.ok ? '' : outcome.next).not.toBe('');
});

test('labels are what a person would type', () => {
	expect(presets.map(({ range, label }) => rangeLabel(range, 'UTC') === label)).not.toContain(
		false,
	);
	expect(rangeLabel(fixed('2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z'), 'UTC')).toBe(
		'2026-03-01 10:00 – 11:00',
	);
	expect(rangeLabel(fixed('2026-02-28T10:00:00Z', '2026-03-01T11:00:00Z'), 'UTC')).toBe(
		'2026-02-28 10:00 – 2026-03-01 11:00',
	);
});

test('a whole day is named by its date, also when the clock changes in it', () => {
	const day = fixed('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z');
	expect(rangeLabel(day, 'Europe/Berlin')).toBe('2026-03-29');
	expect(rangeLabel(day, 'UTC')).toBe('2026-03-28 23:00 – 2026-03-29 22:00');
});

test('zooming keeps the middle, or the end that is now', () => {
	expect(zoomRange({ kind: 'last', lengthMs: 7_200_000 }, 0.5, nowMs)).toEqual({
		kind: 'last',
		lengthMs: 3_600_000,
	});
	expect(zoomRange(fixed('2026-03-01T10:00:00Z', '2026-03-01T12:00:00Z'), 2, nowMs)).toEqual(
		fixed('2026-03-01T09:00:00Z', '2026-03-01T13:00:00Z'),
	);
	expect(zoomRange({ kind: 'last', lengthMs: 60_000 }, 0.5, nowMs)).toEqual({
		kind: 'last',
		lengthMs: 60_000,
	});
});

test('the window moves by half its length, and not beyond now', () => {
	const last: Range = { kind: 'last', lengthMs: 7_200_000 };
	const earlier = shiftRange(last, -1, nowMs);
	expect(earlier).toEqual(fixed('2026-03-01T09:00:00Z', '2026-03-01T11:00:00Z'));
	expect(shiftRange(last, 1, nowMs)).toBe(last);
	expect(resolveRange(last, nowMs)).toEqual({ fromMs: nowMs - 7_200_000, toMs: nowMs });
});

test('in a past range a panel of its own length ends where the others end, and says its time', () => {
	const dayMs = 86_400_000;
	const toMs = nowMs - 30 * dayMs;
	const empty = aResult(['eventName', 'eventCount'], []);
	const driver = new Driver(
		{
			layouts: [shippedLayout('classic-operations')],
			range: { kind: 'fixed', fromMs: toMs - dayMs, toMs },
		},
		() => empty,
		{ columns: 120, rows: 40 },
	);
	const lastHour = driver.runs.find(({ range }) => range.toMs - range.fromMs === 3_600_000);
	expect(lastHour?.range).toEqual({ fromMs: toMs - 3_600_000, toMs });
	expect(driver.panel('CP1')).toContain('no events match in 2026-01-30 11:00 –');
});

test('a range has four hundred days at most', () => {
	expect(parseRange('400d', nowMs, 'UTC').ok).toBe(true);
	expect(parseRange('401d', nowMs, 'UTC')).toMatchObject({
		ok: false,
		message: 'the range is longer than 400 days',
	});
	const day = 86_400_000;
	expect(zoomRange({ kind: 'last', lengthMs: 300 * day }, 2, nowMs)).toMatchObject({
		lengthMs: 400 * day,
	});
});

test('today and since end now; a new day begins at midnight of its zone', () => {
	const today: Range = { kind: 'today', timeZone: 'Europe/Berlin' };
	expect(resolveRange(today, at('2026-03-01T12:00:00Z'))).toEqual({
		fromMs: at('2026-02-28T23:00:00Z'),
		toMs: at('2026-03-01T12:00:00Z'),
	});
	expect(resolveRange(today, at('2026-03-01T23:00:01Z')).fromMs).toBe(at('2026-03-01T23:00:00Z'));
	expect(inZone(today, 'UTC')).toEqual({ kind: 'today', timeZone: 'UTC' });
	const since: Range = { kind: 'since', fromMs: at('2026-03-01T10:00:00Z') };
	expect(resolveRange(since, nowMs)).toEqual({ fromMs: since.fromMs, toMs: nowMs });
	expect(rangeLabel(since, 'UTC')).toBe('since 2026-03-01 10:00');
	expect(zoomRange(since, 2, nowMs)).toEqual({ kind: 'last', lengthMs: 4 * 3_600_000 });
	expect(shiftRange(since, 1, nowMs)).toBe(since);
	expect(
		[today, since, fixed('2026-03-01T10:00:00Z', '2026-03-01T12:00:00Z')].map(isEnded),
	).toEqual([false, false, true]);
});

const isEnded = (range: Range) => isOver(range, nowMs);

test.each([
	[{ kind: 'last', lengthMs: 60_000 }, true],
	[{ kind: 'last', lengthMs: -1 }, false],
	[{ kind: 'last', lengthMs: 'long' }, false],
	[{ kind: 'today', timeZone: 'Europe/Berlin' }, true],
	[{ kind: 'today', timeZone: 'Nowhere/None' }, false],
	[{ kind: 'since', fromMs: 0 }, true],
	[{ kind: 'since', fromMs: 1e300 }, false],
	[{ kind: 'fixed', fromMs: 0, toMs: 1_000 }, true],
	[{ kind: 'fixed', fromMs: 1_000, toMs: 0 }, false],
	[{ kind: 'fixed' }, false],
	[{ kind: 'next week' }, false],
	[null, false],
	['last 3h', false],
])('a saved range %j is read: %s', (saved, isRead) => {
	expect(knownRange(saved)).toEqual(isRead ? saved : undefined);
});
