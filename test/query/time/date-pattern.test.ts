import { expect, test } from 'vitest';
import { formatDate, parseDate } from '../../../source/query/time/date-pattern.ts';

const time = Date.parse('2026-03-01T15:04:05.067Z');

test.each([
	['yyyy-MM-dd HH:mm:ss.SSS', 'UTC', '2026-03-01 15:04:05.067'],
	['yy/M/d h:mm a', 'UTC', '26/3/1 3:04 PM'],
	['EEEE, d. MMMM', 'UTC', 'Sunday, 1. March'],
	['EEE MMM', 'UTC', 'Sun Mar'],
	['D k K', 'UTC', '60 15 3'],
	["h 'o''clock'", 'UTC', "3 o'clock"],
	['HH:mm Z', 'America/New_York', '10:04 -0500'],
	['HH:mm XXX', 'Asia/Kolkata', '20:34 +05:30'],
	['X XX z', 'UTC', 'Z Z UTC'],
	['z', 'America/New_York', 'EST'],
	['zzzz', 'America/New_York', 'Eastern Standard Time'],
])('%s in %s writes %s', (pattern, zone, text) => {
	expect(formatDate(time, pattern, zone)).toBe(text);
});

test.each([
	['yyyy-QQ', 'UTC'],
	["'open", 'UTC'],
	['yyyy', 'No/Such_Zone'],
	['y'.repeat(300), 'UTC'],
])('%s in %s is no way to write a date', (pattern, zone) => {
	expect(formatDate(time, pattern, zone)).toBeNull();
});

test.each([
	['2026-03-01T15:04:05.067Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX", 'UTC', '2026-03-01T15:04:05.067Z'],
	[
		'2026-03-01T15:04:05.067891Z',
		"yyyy-MM-dd'T'HH:mm:ss.SSSSSSX",
		'UTC',
		'2026-03-01T15:04:05.067Z',
	],
	['20260301150405', 'yyyyMMddHHmmss', 'UTC', '2026-03-01T15:04:05.000Z'],
	['1/3/26 3:04 pm', 'd/M/yy h:mm a', 'UTC', '2026-03-01T15:04:00.000Z'],
	['01/Mar/2026:16:04:05 +0100', 'dd/MMM/yyyy:HH:mm:ss Z', 'UTC', '2026-03-01T15:04:05.000Z'],
	['Sun March 1 2026', 'EEE MMMM d yyyy', 'UTC', '2026-03-01T00:00:00.000Z'],
	['2026-060', 'yyyy-D', 'UTC', '2026-03-01T00:00:00.000Z'],
	['2026-07-01 14:00', 'yyyy-MM-dd HH:mm', 'Europe/Berlin', '2026-07-01T12:00:00.000Z'],
	['10:04 EST 2026', 'HH:mm z yyyy', 'UTC', '2026-01-01T15:04:00.000Z'],
	['12 AM', 'h a', 'UTC', '1970-01-01T00:00:00.000Z'],
	['31-12-99 and more', 'dd-MM-yy', 'UTC', '1999-12-31T00:00:00.000Z'],
])('%s by %s in %s is %s', (text, pattern, zone, expected) => {
	const parsed = parseDate(text, pattern, zone, time);
	expect(parsed === null ? null : new Date(parsed).toISOString()).toBe(expected);
});

test.each([
	['2026-02-30', 'yyyy-MM-dd'],
	['2026-13-01', 'yyyy-MM-dd'],
	['25:00', 'HH:mm'],
	['yesterday', 'yyyy'],
	['2026/03', 'yyyy-MM'],
	['2026', 'QQQQ'],
	['', 'yyyy'],
	['5 Nope', 'd MMM'],
])('%s by %s is no date', (text, pattern) => {
	expect(parseDate(text, pattern, 'UTC', time)).toBeNull();
});

test('more patterns than are remembered are still read right', () => {
	const texts = Array.from({ length: 70 }, (_item, index) => `'at ${index}' HH`);
	const written = [...texts, ...texts].map(pattern => formatDate(time, pattern, 'UTC'));
	expect(written).toEqual([...texts, ...texts].map((_item, index) => `at ${index % 70} 15`));
});
