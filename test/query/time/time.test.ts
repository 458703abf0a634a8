import { expect, test, vi } from 'vitest';
import {
	bucketListMax,
	bucketStart,
	bucketStarts,
	type ClockStep,
	nextBucketStart,
	stepOfMs,
	timesliceSteps,
	widthMs,
} from '../../../source/query/time/time.ts';
import { instantOf, offsetAt, zoneOf } from '../../../source/query/time/zone.ts';

const hourMs = 3_600_000;

function step(text: string): ClockStep {
	return {
		kind: 'width',
		count: Number.parseInt(text, 10),
		unit: text.at(-1) as ClockStep['unit'],
	};
}

const iso = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z');

test.each([
	['5m', 'UTC', '2026-03-01T12:07Z', '2026-03-01T12:05Z'],
	['1h', 'Asia/Kolkata', '2026-03-01T12:07Z', '2026-03-01T11:30Z'],
	['1d', 'Europe/Berlin', '2026-03-01T23:30Z', '2026-03-01T23:00Z'],
	['1d', 'Europe/Berlin', '2026-07-01T21:59Z', '2026-06-30T22:00Z'],
	['1w', 'UTC', '2026-03-01T12:00Z', '2026-02-23T00:00Z'],
	['7d', 'UTC', '2026-03-02T00:00Z', '2026-03-02T00:00Z'],
	['6h', 'Europe/Berlin', '2026-03-29T04:30Z', '2026-03-29T04:00Z'],
	['6h', 'Europe/Berlin', '2026-03-29T03:30Z', '2026-03-28T23:00Z'],
	['1h', '+05:30', '2026-03-01T12:07Z', '2026-03-01T11:30Z'],
	['1h', 'No/Such_Zone', '2026-03-01T12:07Z', '2026-03-01T12:00Z'],
])('the %s bucket in %s of %s starts at %s', (width, zone, time, start) => {
	expect(iso(bucketStart(Date.parse(time), step(width), zone))).toBe(start);
});

test('a day of summer time has 23 buckets of an hour, the day it ends 25, and each is one day', () => {
	const zone = 'Europe/Berlin';
	const spring = [Date.parse('2026-03-28T23:00Z'), Date.parse('2026-03-29T22:00Z')] as const;
	const autumn = [Date.parse('2026-10-24T22:00Z'), Date.parse('2026-10-25T23:00Z')] as const;
	expect(bucketStarts(...spring, step('1h'), zone)).toHaveLength(23);
	expect(bucketStarts(...autumn, step('1h'), zone)).toHaveLength(25);
	expect(bucketStarts(...spring, step('1d'), zone)).toEqual([spring[0]]);
	expect(bucketStarts(...autumn, step('1d'), zone)).toEqual([autumn[0]]);
	expect(nextBucketStart(autumn[0], step('1d'), zone)).toBe(autumn[1]);
});

test('where midnight is skipped the day starts when the clock goes on', () => {
	// In Cairo the clock went from 24 April 2026 00:00 to 01:00.
	const zone = 'Africa/Cairo';
	const start = bucketStart(Date.parse('2026-04-24T10:00Z'), step('1d'), zone);
	expect([iso(start), offsetAt(start, zone) / hourMs]).toEqual(['2026-04-23T22:00Z', 3]);
});

test('where midnight is repeated the day has one start', () => {
	// In Havana the clock goes from 01:00 back to 00:00.
	const zone = 'America/Havana';
	const starts = bucketStarts(
		Date.parse('2026-11-01T04:00Z'),
		Date.parse('2026-11-02T05:00Z'),
		step('1d'),
		zone,
	);
	expect(starts.map(iso)).toEqual(['2026-11-01T04:00Z']);
});

test.each(['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Kathmandu'])(
	'buckets in %s leave no gap, whatever their width',
	zone => {
		const gaps: string[] = [];

		for (const width of ['30m', '1h', '2h', '3h', '12h', '1d', '1w']) {
			for (const day of ['2026-03-05', '2026-03-25', '2026-04-01', '2026-10-01', '2026-10-25']) {
				const from = Date.parse(`${day}T00:00Z`);
				const starts = bucketStarts(from, from + 10 * 24 * hourMs, step(width), zone);

				for (const [index, start] of starts.entries()) {
					const next = starts[index + 1] ?? nextBucketStart(start, step(width), zone);
					const holds =
						bucketStart(start, step(width), zone) === start &&
						bucketStart(next - 1, step(width), zone) === start &&
						next - start <= widthMs(step(width)) + hourMs;
					gaps.push(...(holds ? [] : [`${width} ${iso(start)}`]));
				}
			}
		}

		expect(gaps).toEqual([]);
	},
);

test.each([
	[{ kind: 'buckets', count: 4 }, 2 * hourMs, '30m'],
	[{ kind: 'buckets', count: 3 }, 2 * hourMs, '1h'],
	[{ kind: 'buckets', count: 100 }, hourMs, '1m'],
	[{ kind: 'buckets', count: 10 }, 60 * 24 * hourMs, '7d'],
	[{ kind: 'buckets', count: 1 }, hourMs, '1h'],
	[{ kind: 'width', count: 1, unit: 'm' }, 24 * hourMs, '1m'],
] as const)('%j over %d ms is cut by %s', (declared, rangeMs, width) => {
	const from = Date.parse('2026-03-01T12:00Z');
	const resolved = timesliceSteps(declared, from, from + rangeMs, 'UTC');
	expect(resolved).toMatchObject({ stepMs: widthMs(step(width)) });
});

test('a bare timeslice is the range itself', () => {
	expect(timesliceSteps({ kind: 'whole' }, 7, 19, 'UTC')).toEqual({
		step: undefined,
		stepMs: 12,
	});
});

test.each([
	[604_800_000, '1w'],
	[2 * 86_400_000, '2d'],
	[5_400_000, '90m'],
	[30_000, '30s'],
])('%d ms on the clock are %s', (ms, width) => {
	expect(stepOfMs(ms)).toEqual(step(width));
});

test('an instant and the clock that shows it', () => {
	const zone = 'Europe/Berlin';
	const local = (text: string) => Date.parse(`${text}Z`);
	expect(iso(instantOf(local('2026-07-01T14:00'), zone))).toBe('2026-07-01T12:00Z');
	// The hour that is shown twice means its first time; a skipped one goes on from before.
	expect(iso(instantOf(local('2026-10-25T02:30'), zone))).toBe('2026-10-25T00:30Z');
	expect(iso(instantOf(local('2026-03-29T02:30'), zone))).toBe('2026-03-29T01:30Z');
	expect(zoneOf('No/Such_Zone')).toBeUndefined();
});

test('a range of more buckets than are listed has its first ones', () => {
	const starts = bucketStarts(0, (bucketListMax + 1) * hourMs, step('1h'), 'UTC');
	expect(starts).toHaveLength(bucketListMax);
	expect(starts.at(-1)).toBe((bucketListMax - 1) * hourMs);
});

test('thirty-two zones are kept; of more all are made anew', () => {
	const first = zoneOf('+00:59');
	expect(zoneOf('+00:59')).toBe(first);

	for (let minute = 10; minute < 42; minute++) {
		zoneOf(`+01:${minute}`);
	}

	expect(zoneOf('+00:59')).not.toBe(first);
	expect(offsetAt(0, '+00:59')).toBe(59 * 60_000);
});

test('a zone keeps the offsets of eight thousand days', () => {
	const formatted = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
	const offsets = (from: number, to: number) => {
		formatted.mockClear();
		for (let day = from; day < to; day++) {
			offsetAt(day * 24 * hourMs, 'Pacific/Marquesas');
		}

		return formatted.mock.calls.length;
	};

	try {
		expect(offsets(0, 8_191)).toBe(8_192);
		expect(offsets(0, 8_191)).toBe(0);
		expect(offsets(8_191, 8_192)).toBe(1);
		expect(offsets(0, 1)).toBe(2);
	} finally {
		formatted.mockRestore();
	}
});
