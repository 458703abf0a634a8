import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTime } from '../../source/trail/time.ts';

test.each([
	['2026-03-01T12:00:00Z', Date.UTC(2026, 2, 1, 12)],
	['2026-03-01T12:00Z', Date.UTC(2026, 2, 1, 12)],
	['20260301T1200+0100', Date.UTC(2026, 2, 1, 11)],
	['2026-03-01T12:00:00.25Z', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
	['2026-03-01T14:00:00+02:00', Date.UTC(2026, 2, 1, 12)],
	['2026-03-01T06:30:00-0530', Date.UTC(2026, 2, 1, 12)],
	['20260301T120000Z', Date.UTC(2026, 2, 1, 12)],
	['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
	['1772366400', Date.UTC(2026, 2, 1, 12)],
	['1772366400000', Date.UTC(2026, 2, 1, 12)],
	['1772366400.25', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
	['1772366400250.9', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
	['1.7723664E9', Date.UTC(2026, 2, 1, 12)],
	['1.7723664e+12', Date.UTC(2026, 2, 1, 12)],
	['1772366400250999', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
	['1772366400250000000', Date.UTC(2026, 2, 1, 12, 0, 0, 250)],
	['946684800', Date.UTC(2000, 0)],
	['946684800000', Date.UTC(2000, 0)],
	['4133980799', Date.UTC(2100, 11, 31, 23, 59, 59)],
	['4133980799999', Date.UTC(2101, 0) - 1],
])('reads %s', (text, ms) => {
	expect(parseTime(text)).toBe(ms);
});

test.each([
	'',
	'yesterday',
	'2026-13-01T12:00:00Z',
	'2026-02-29T00:00:00Z',
	'2026-03-01',
	'0000-01-01T00:00:00Z',
	'2026-03-01T24:00:00Z',
	'2026-03-0aT12:00:00Z',
	'17408304',
	'946684799999999',
	'4133980800000000',
	'17408304000000000',
	'946684799',
	'946684799999',
	'4133980800',
	'4133980800000',
	'20260301120000',
	'-1740830400',
	'1e99',
	'0x67c2f580',
])('%j is no time', text => {
	expect(parseTime(text)).toBeNaN();
});

test('agrees with Date on every second there is', () => {
	const seconds = fc.integer({ min: Date.UTC(1000, 0) / 1000, max: Date.UTC(9999, 11) / 1000 });
	fc.assert(
		fc.property(seconds, second => {
			const text = new Date(second * 1000).toISOString();
			expect(parseTime(text)).toBe(second * 1000);
			expect(parseTime(text.replace('.000', ''))).toBe(second * 1000);
		}),
	);
});
