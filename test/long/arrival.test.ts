import { expect, test } from 'vitest';
import { arrivalRun } from '../ingest/arrival-run.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('of a month of 4,000 objects, some hours and some up to twenty days late, none is missed', async () => {
	const result = await arrivalRun({
		seed: 4,
		objectCount: 4000,
		dayCount: 31,
		hoursLateShare: 0.01,
		daysLateShare: 0.01,
		daysLateMax: 20,
		pollEveryMs: minuteMs,
	});
	expect(result).toMatchObject({ missed: 0, doubled: 0, errorCount: 0 });
	expect(result.arriving.hours).toBeGreaterThan(20);
	expect(result.arriving.days).toBeGreaterThan(10);
	expect(result.missedByLastKeyShare).toBeGreaterThan(0.2);
	// A region without an object for a day is asked every half hour.
	expect(result.delayMaxMs.minutes).toBeLessThan(34 * minuteMs);
	expect(result.delayMaxMs.hours).toBeLessThan(1.1 * hourMs);
	expect(result.delayMaxMs.days).toBeLessThan(25 * hourMs);
	expect(result.listsPerPoll).toBeLessThan(1.2);
});
