import { expect, test, vi } from 'vitest';
import { formatTime, fromWallMs, parseIsoTime, zoneOffsetMs } from '../../source/text/time.ts';

const noon = Date.parse('2026-03-01T12:00:05Z');

test.each([
	['clock', '12:00:05'],
	['minute', '12:00'],
	['day', 'Mar 01'],
	['day-minute', '03-01 12:00'],
	['day-clock', '03-01 12:00:05'],
	['full', '2026-03-01 12:00:05'],
] as const)('%s is %s', (form, text) => {
	expect(formatTime(noon, 'UTC', form)).toBe(text);
});

test('a zone has its own clock, also in summer', () => {
	expect(formatTime(noon, 'Europe/Berlin', 'full')).toBe('2026-03-01 13:00:05');
	expect(formatTime(Date.parse('2026-07-01T12:00:00Z'), 'Europe/Berlin', 'minute')).toBe('14:00');
	expect(formatTime(noon, 'Asia/Kolkata', 'minute')).toBe('17:30');
});

test('a fixed offset is a zone, which Node 20 does not know by itself', () => {
	expect(formatTime(noon, '+05:30', 'minute')).toBe('17:30');
	expect(formatTime(noon, 'UTC-8', 'minute')).toBe('04:00');
});

test('a wall time is found again on both sides of a change of the clock', () => {
	for (const utc of ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-07-01T10:00:00Z']) {
		const timeMs = Date.parse(utc);
		const wallMs = timeMs + zoneOffsetMs(timeMs, 'Europe/Berlin');
		expect(fromWallMs(wallMs, 'Europe/Berlin')).toBe(timeMs);
	}
});

test.each([
	['2026-03-01T12:00:05Z', noon],
	['2026-03-01 12:00:05Z', noon],
	['2026-03-01T13:00:05+01:00', noon],
	['2026-03-01', undefined],
	['yesterday', undefined],
	['2026-03-01T12:00:05', undefined],
])('%s is %s', (text, timeMs) => {
	expect(parseIsoTime(text)).toBe(timeMs);
});

test('what is no time says so', () => {
	expect(formatTime(Number.NaN, 'UTC', 'full')).toBe('–');
	expect(formatTime(8.64e15, 'UTC', 'full')).toBe('+275760-09-13 00:00:00');
	expect(formatTime(-62167219200001, 'UTC', 'full')).toContain('23:59:59');
});

test('eight zones keep their formatter; of more all are made anew', () => {
	let made = 0;

	class Counted extends Intl.DateTimeFormat {
		constructor(...given: ConstructorParameters<typeof Intl.DateTimeFormat>) {
			super(...given);
			made++;
		}
	}

	vi.stubGlobal('Intl', { DateTimeFormat: Counted });
	const zones = ['Asia/Tokyo', 'Asia/Seoul', 'Asia/Manila', 'Asia/Taipei', 'Asia/Dhaka'].concat([
		'Asia/Karachi',
		'Asia/Tashkent',
		'Asia/Kabul',
		'Asia/Tehran',
	]);
	const format = (names: readonly string[]) => {
		made = 0;
		for (const name of names) {
			formatTime(noon, name, 'clock');
		}

		return made;
	};

	try {
		// Nine at a time: whatever was there before is forgotten on the way.
		format(zones);
		format(zones);
		expect(format(zones)).toBeGreaterThan(0);
		format(zones.slice(0, 2));
		expect(format(zones.slice(0, 2))).toBe(0);
	} finally {
		vi.unstubAllGlobals();
	}
});
