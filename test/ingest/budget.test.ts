import { expect, test } from 'vitest';
import { budgetRun, expectWithin } from './budget-run.ts';

const megabyte = 1_000_000;

test('a store with a budget of 8 MB that is fed 30 MB keeps the newest and says what it dropped', async () => {
	const budgetBytes = 8 * megabyte;
	const minuteBytes = 0.5 * megabyte;
	const result = await budgetRun({
		seed: 5,
		budgetBytes,
		trailBytes: 30 * megabyte,
		minuteBytes,
		segmentRowsMax: 800,
		noiseLength: 300,
	});
	expectWithin(budgetBytes, result);
	expect(result.droppedCount).toBeGreaterThan(result.deliveredCount / 10);
	expect(result.told.length).toBeGreaterThan(2);
});
