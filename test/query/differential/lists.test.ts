import { expect, test } from 'vitest';
import { compareEngines } from './compare.ts';
import { ListQueryWriter } from './list-queries.ts';
import { listRecords } from './list-records.ts';

test('1,500 random queries about lists: the engine and the naive evaluator agree', async () => {
	const comparison = await compareEngines(20_260_401, 10, 150, {
		records: listRecords,
		writer: random => new ListQueryWriter(random),
	});

	expect(comparison.differences).toEqual([]);
	expect(comparison.comparedCount).toBeGreaterThan(1_400);
	expect(comparison.filledCount).toBeGreaterThan(900);
}, 300_000);
