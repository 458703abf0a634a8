import { expect, test } from 'vitest';
import { startMs } from '../../../fixtures/records.ts';
import { VirtualClock } from '../../../fixtures/virtual-clock.ts';
import type { Flaw } from '../../../source/ingest/trail-api/flaws.ts';
import { watchTrails } from '../../../source/ingest/trail-api/watch-trails.ts';

const stopped: Flaw = { id: 'l', name: 'logging', state: 'bad', found: 'logging is stopped' };

test('the trails are asked after the start and every hour, and a flaw that stays is told once', async () => {
	const clock = new VirtualClock(startMs);
	const stop = new AbortController();
	const answers = [[], [stopped], [stopped], [stopped], []];
	const askedMs: number[] = [];
	const told: (readonly Flaw[])[] = [];
	await watchTrails(
		{
			clock,
			ask: async () => {
				askedMs.push(clock.elapsedMs());
				const answer = answers.shift();
				if (answer === undefined) {
					stop.abort();
				}

				return answer ?? [];
			},
			found: flaws => told.push(flaws),
		},
		stop.signal,
	);
	expect(askedMs).toEqual([0, 1, 2, 3, 4, 5].map(hour => 10_000 + hour * 3_600_000));
	expect(told).toEqual([[], [stopped], []]);
});

test('nothing is asked once it has ended', async () => {
	const clock = new VirtualClock(startMs);
	const asked: string[] = [];
	await watchTrails(
		{
			clock,
			ask: () => {
				asked.push('asked');
				return Promise.resolve([]);
			},
			found: () => asked.push('found'),
		},
		AbortSignal.abort(),
	);
	expect(asked).toEqual([]);
});
