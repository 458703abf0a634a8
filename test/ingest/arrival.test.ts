import { expect, test } from 'vitest';
import { lateTrail } from '../../fixtures/late-trail.ts';
import { startMs } from '../../fixtures/records.ts';
import { arrivalRun } from './arrival-run.ts';

const hourMs = 3_600_000;

test('objects that arrive minutes, hours and up to five days late are all found, each once', async () => {
	const result = await arrivalRun({
		seed: 2,
		objectCount: 250,
		dayCount: 6,
		hoursLateShare: 0.06,
		daysLateShare: 0.15,
		daysLateMax: 5,
		pollEveryMs: 600_000,
	});
	expect(result).toMatchObject({ missed: 0, doubled: 0, errorCount: 0 });
	expect(result.arriving.hours).toBeGreaterThan(5);
	expect(result.arriving.days).toBeGreaterThan(10);
	expect(result.missedByLastKeyShare).toBeGreaterThan(0.1);
	// A quiet region is asked five times less often; what is late waits for its look.
	expect(result.delayMaxMs.minutes).toBeLessThan(1.1 * hourMs);
	expect(result.delayMaxMs.hours).toBeLessThan(1.1 * hourMs);
	expect(result.delayMaxMs.days).toBeLessThan(25 * hourMs);
	expect(result.listsPerPoll).toBeLessThan(2);
});

test('stamps come in groups, on a grid of five minutes', () => {
	const objects = lateTrail({
		seed: 3,
		objectCount: 500,
		fromMs: startMs,
		dayCount: 31,
		hoursLateShare: 0.01,
		daysLateShare: 0.002,
		daysLateMax: 20,
	});
	expect(new Set(objects.map(({ key }) => key)).size).toBe(500);
	expect(new Set(objects.map(({ stampMs }) => stampMs)).size).toBeLessThan(250);
	expect(objects.every(({ stampMs }) => stampMs % 300_000 === 0)).toBe(true);
});
