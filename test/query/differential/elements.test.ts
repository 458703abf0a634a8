import { expect, test } from 'vitest';
import { compareEngines } from './compare.ts';
import { ElementQueryWriter, elementRecords } from './element-records.ts';

test('750 random conditions about one element: the engine and the naive evaluator agree', async () => {
	const comparison = await compareEngines(20_261_129, 15, 50, {
		records: elementRecords,
		writer: random => new ElementQueryWriter(random),
	});

	expect(comparison.differences).toEqual([]);
	expect(comparison.comparedCount).toBeGreaterThan(700);
	expect(comparison.filledCount).toBeGreaterThan(400);
}, 300_000);
