import { expect, test } from 'vitest';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import { randomOf } from './hostile-records.ts';
import { segmentOf, snapshotOf, type Given } from './segments.ts';

const startMs = Date.UTC(2026, 2, 1, 12);

const texts = [
	'* | count by user',
	'* | count by user | limit 3',
	'* | count_distinct(ip) by user',
	'* | count_distinct(ip) as ips by user | limit 2',
	'* | count_distinct(user) by ip | limit 5',
	'* | count_distinct(ip, user) as pairs, count by kind',
	'* | count by kind, user, ip | limit 7',
	'* | count_distinct(size)',
	'ip=10.0.0.1* | count by user, size',
	'* | timeslice 1m | count by _timeslice, kind',
	'* | sort by eventTime | count_distinct(ip) by user',
	'* | count by USER, Kind',
];

function records(count: number, seed: number): readonly Given[] {
	const random = randomOf(seed);
	const below = (end: number): number => Math.floor(random() * end);
	return Array.from({ length: count }, (_, index) => ({
		eventTime: new Date(startMs + below(600_000)).toISOString(),
		eventID: `${seed}-${index}`,
		...(below(9) === 0 ? {} : { user: below(7) === 0 ? below(5) : `user "${below(40)}" ü` }),
		...(below(20) === 0 ? { User: 'spelled otherwise' } : {}),
		ip: below(11) === 0 ? null : `10.0.0.${below(200)}`,
		kind: ['1', 1, true, 'true', '', null][below(6)],
		size: below(4) === 0 ? `${below(30)}` : below(30) / 2,
	}));
}

const request = {
	fromMs: startMs,
	toMs: startMs + 600_000,
	nowMs: startMs + 600_000,
	timeZone: 'UTC',
	params: {},
};

test('an engine that kept what it learned says what a new one says', async () => {
	const sealed = [1, 2, 3].map(seed => segmentOf(`s${seed}`, records(1500, seed), 0, true));
	const options = { derived: [], lookups: { table: () => ({ missing: 'none' }) } };
	// The open segment grows, then it is sealed and another one is open.
	const snapshots = [
		[...sealed, segmentOf('s4', records(300, 4))],
		[...sealed, segmentOf('s4', records(1400, 4))],
		[...sealed, segmentOf('s4', records(1400, 4), 0, true), segmentOf('s5', records(50, 5))],
	].map((segments, version) => snapshotOf(segments, version));
	let now = snapshots[0];
	const kept = createLocalEngine(() => now ?? snapshotOf([]), options);
	for (const snapshot of snapshots) {
		now = snapshot;
		for (const text of [...texts, ...texts]) {
			const fresh = createLocalEngine(() => snapshot, options);
			const found = await kept.run({ text, ...request });
			expect(found, text).toEqual(await fresh.run({ text, ...request }));
			expect(found.ok && found.result.rows.length, text).toBeGreaterThan(0);
		}
	}
});
