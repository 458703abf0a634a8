import { expect, test } from 'vitest';
import { expectUnharmed, killRun } from './kill-run.ts';

test('killed ten times while a trail arrives through storms and damage, nothing is lost and nothing doubled', async () => {
	const result = await killRun({
		seed: 1,
		recordCount: 20_000,
		recordsPerObject: 40,
		killCount: 10,
		segmentRowsMax: 3_000,
	});
	expectUnharmed(result);
	const { transaction, committed, request, superseded } = result.kills;
	expect(transaction + committed + request + superseded).toBeGreaterThanOrEqual(9);
	expect(Math.min(transaction, committed, request)).toBeGreaterThan(0);
	expect(result.refusedSecondWriters).toBeGreaterThan(5);
	expect(result.storms).toBeGreaterThan(0);
	expect(result.damagedBodies).toBeGreaterThan(20);
	// How often it is looked at depends on how long the run takes.
	expect(result.lookCount).toBeGreaterThan(30);
});
