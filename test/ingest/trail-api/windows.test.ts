import { expect, test } from 'vitest';
import { startMs } from '../../../fixtures/records.ts';
import {
	historyMs,
	openEndMs,
	windowEnds,
	windowKey,
	windowMs,
	windowOf,
	windowPrefix,
	windowVersion,
} from '../../../source/ingest/trail-api/windows.ts';
import { parseObjectKey } from '../../../source/trail/object-key.ts';

const account = '111122223333';
const region = 'eu-west-1';
const minuteMs = 60_000;

test('a window is named like a log that was delivered at its end, and is found by its name', () => {
	const endMs = Date.UTC(2026, 2, 1);
	const key = windowKey({ account, region, endMs });
	expect(key).toBe(
		'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/111122223333_CloudTrail_eu-west-1_20260301T0000Z_lookup.json.gz',
	);
	expect(key.startsWith(windowPrefix(account, region))).toBe(true);
	expect(windowOf(key)).toEqual({ account, region, startMs: endMs - windowMs, endMs });
	expect(parseObjectKey(key)).toMatchObject({ kind: 'log', account, region, stampMs: endMs });
	for (const other of [
		key.replace('T0000Z', 'T0007Z'),
		key.replace('20260301T', '20260302T'),
		key.replace('_lookup', '_AbCdEfGhIjKlMnOp'),
		'loose.json',
	]) {
		expect(windowOf(other)).toBeUndefined();
	}
});

test('windows follow each other without a gap, up to the open one, as far back as the history goes', () => {
	const prefix = windowPrefix(account, region);
	const all = windowEnds(prefix, undefined, startMs + 1);
	expect(all.at(-1)).toBe(startMs + windowMs);
	expect(all.at(0)).toBe(startMs - historyMs + 2 * windowMs);
	expect(all).toHaveLength(historyMs / windowMs);
	expect(new Set(all.map((ms, index) => ms - index * windowMs)).size).toBe(1);
	const day = windowEnds(`${prefix}2026/02/28/`, undefined, startMs);
	expect(day).toHaveLength(96);
	expect(day[0]).toBe(Date.UTC(2026, 1, 28));
	const after = `${prefix}2026/03/01/${account}_CloudTrail_${region}_20260301T1130`;
	expect(windowEnds(prefix, after, startMs)).toEqual(
		[-30, -15, 0, 15].map(minutes => startMs + minutes * minuteMs),
	);
	expect(openEndMs(startMs)).toBe(startMs + windowMs);
});

test('an open window is new with every poll; one that is over, at 0, 5, 15 and 60 minutes and a day', () => {
	const version = (minutes: number) =>
		windowVersion({ endMs: startMs }, startMs + minutes * minuteMs);
	expect(version(-2)).not.toBe(version(-1));
	const minutes = Array.from({ length: 3_000 }, (_, index) => index);
	const changes = minutes.filter(minute => minute > 0 && version(minute) !== version(minute - 1));
	expect(changes).toEqual([5, 15, 60, 1_440]);
	expect(version(0)).toBe('over-0');
});
