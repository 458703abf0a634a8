import { expect, test } from 'vitest';
import { objectKey, startMs } from '../../fixtures/records.ts';
import { keyAt } from '../../source/ingest/prefixes.ts';
import {
	BackfillPartitions,
	daysNewestFirst,
	nextPollAfterMs,
	tailFromMs,
	tailPartition,
} from '../../source/ingest/tail-plan.ts';
import { parseObjectKey } from '../../source/trail/object-key.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const prefix = {
	prefix: 'AWSLogs/111122223333/CloudTrail/us-east-1/',
	account: '111122223333',
	org: undefined,
	region: 'us-east-1',
	folder: 'CloudTrail',
};

test('the key to start after sorts before every object of that minute and after the one before', () => {
	const from = keyAt(prefix, startMs)!;
	expect(objectKey({ stampMs: startMs, random: '0000000000000000' }) > from).toBe(true);
	expect(objectKey({ stampMs: startMs - 300_000, random: 'zzzzzzzzzzzzzzzz' }) < from).toBe(true);
	expect(keyAt(prefix, 0)).toBeUndefined();
	expect(keyAt({ ...prefix, prefix: '' }, startMs)).toBeUndefined();
});

test('days come newest first and only those that are touched', () => {
	expect(daysNewestFirst(startMs - dayMs, startMs)).toEqual(['2026-03-01', '2026-02-28']);
	const midnight = startMs + 12 * hourMs;
	expect(daysNewestFirst(startMs, midnight)).toEqual(['2026-03-01']);
	expect(daysNewestFirst(startMs, startMs - 1)).toHaveLength(1);
});

test('a poll looks an hour back, and further after a night asleep', () => {
	expect(tailFromMs(startMs, startMs - 60_000)).toBe(startMs - hourMs - 60_000);
	expect(tailFromMs(startMs, startMs - 9 * hourMs)).toBe(startMs - 10 * hourMs);
	// A server whose clock went back does not make us look into the future.
	expect(tailFromMs(startMs, startMs + hourMs)).toBe(startMs - hourMs);
});

test.each([
	{ quietMs: 10 * 60_000, minutes: 1 },
	{ quietMs: 2 * hourMs, minutes: 5 },
	{ quietMs: 3 * dayMs, minutes: 30 },
])(
	'a prefix that is quiet for $quietMs ms is asked every $minutes minutes',
	({ quietMs, minutes }) => {
		const pace = { pollEveryMs: 60_000, newestObjectMs: startMs - quietMs, nowMs: startMs };
		expect(nextPollAfterMs({ ...pace, random: () => 0.5 })).toBe(minutes * 60_000);
		expect(nextPollAfterMs({ ...pace, random: () => 0 })).toBeLessThan(minutes * 60_000);
	},
);

test('late objects do not widen the tail', () => {
	const of = (stampMs: number) => tailPartition(parseObjectKey(objectKey({ stampMs })), startMs);
	expect(of(startMs - hourMs)).toBe('tail');
	expect(of(startMs - 3 * dayMs)).toBe('day:2026-02-26');
	expect(tailPartition(parseObjectKey('a.json'), startMs)).toBe('loose');
});

test('small days share a segment, a large one has its own', () => {
	const partitions = new BackfillPartitions();
	const day = (days: number) => parseObjectKey(objectKey({ stampMs: startMs - days * dayMs }));
	expect(partitions.of(day(0))).toBe('day:2026-03-01');
	partitions.kept(100);
	expect(partitions.of(day(1))).toBe('day:2026-03-01');
	partitions.kept(40_000);
	expect(partitions.of(day(2))).toBe('day:2026-02-27');
});
