import { expect, test } from 'vitest';
import { budgetRun, expectWithin } from '../ingest/budget-run.ts';

const megabyte = 1_000_000;

test('a store with a budget of 200 MB that is fed 1 GB of trail keeps the newest and says what it dropped', async () => {
	const budgetBytes = 200 * megabyte;
	const minuteBytes = 10 * megabyte;
	const result = await budgetRun({
		seed: 6,
		budgetBytes,
		trailBytes: 1000 * megabyte,
		minuteBytes,
		segmentRowsMax: 20_000,
		noiseLength: 450,
	});
	expectWithin(budgetBytes, result);
	expect(result.droppedCount).toBeGreaterThan(result.deliveredCount / 4);
	expect(result.told.length).toBeGreaterThan(3);
});
