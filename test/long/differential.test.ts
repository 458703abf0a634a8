import { expect, test } from 'vitest';
import { compareEngines } from '../query/differential/compare.ts';

test.each(Array.from({ length: 10 }, (_item, index) => 1_000 * (index + 1)))(
	'2,000 random queries with seed %i: the engine and the naive evaluator agree',
	async seed => {
		const comparison = await compareEngines(seed, 8, 250);

		expect(comparison.differences).toEqual([]);
		expect(comparison.comparedCount).toBeGreaterThan(1_900);
	},
	600_000,
);
