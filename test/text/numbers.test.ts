import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../source/text/duration.ts';
import {
	formatBytes,
	formatNumber,
	formatPlural,
	formatShare,
	formatShort,
} from '../../source/text/number.ts';

test.each([
	[0, '0'],
	[7, '7'],
	[1412, '1,412'],
	[1234567, '1,234,567'],
	[-1412, '-1,412'],
	[0.12345, '0.1234'],
	[38.9072, '38.90'],
	[1e21, '1.00e+21'],
	[Number.NaN, 'NaN'],
	[Infinity, '∞'],
])('%d is written %s', (value, text) => {
	expect(formatNumber(value)).toBe(text);
});

test.each([
	[0, '0'],
	[999, '999'],
	[1000, '1k'],
	[1412, '1.4k'],
	[12400, '12.4k'],
	[999499, '999k'],
	[999500, '1M'],
	[1.5e9, '1.5G'],
	[-2500, '-2.5k'],
	[2.5, '2.5'],
])('%d in short is %s', (value, text) => {
	expect(formatShort(value)).toBe(text);
});

test.each([
	[0, '0.0%'],
	[0.0001, '<0.1%'],
	[0.421, '42.1%'],
	[1, '100%'],
])('a share of %d is %s', (share, text) => {
	expect(formatShare(share)).toBe(text);
});

test.each([
	[0, '0 B'],
	[999, '999 B'],
	[4_200_000_000, '4.2 GB'],
	[123_456, '123 kB'],
])('%d bytes are %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test('nouns follow their number', () => {
	expect([0, 1, 1412].map(count => formatPlural(count, 'row'))).toEqual([
		'0 rows',
		'1 row',
		'1,412 rows',
	]);
});

test.each([
	[850, '850ms'],
	[252_000, '4m12s'],
	[7_200_000, '2h'],
	[7_200_000 + 30_000, '2h'],
	[86_400_000 + 3_600_000 * 4, '1d4h'],
	[59_999, '1m'],
	[-60_000, '-1m'],
])('%d ms are %s', (durationMs, text) => {
	expect(formatDuration(durationMs)).toBe(text);
});

test.each([
	['15m', 900_000],
	['1.5h', 5_400_000],
	['2w', 14 * 86_400_000],
	['250ms', 250],
	['15', undefined],
	['m', undefined],
])('%s is %s ms', (text, durationMs) => {
	expect(parseDuration(text)).toBe(durationMs);
});
