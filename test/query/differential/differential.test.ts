import { expect, test } from 'vitest';
import { compareEngines } from './compare.ts';

test('2,000 random queries: the engine and the naive evaluator agree', async () => {
	const comparison = await compareEngines(20_260_301, 8, 250);

	expect(comparison.differences).toEqual([]);
	expect(comparison.comparedCount).toBeGreaterThan(1_900);
	// Most queries must find something, or agreeing says little.
	expect(comparison.filledCount).toBeGreaterThan(1_200);
	expect(comparison.storedCount).toBeGreaterThan(250);
}, 300_000);
