import { expect, test } from 'vitest';
import { killRun } from './kill-run.ts';

test('killed ten times while a trail arrives through storms and damage, nothing is lost and nothing doubled', async () => {
	const result = await killRun({
		seed: 1,
		recordCount: 20_000,
		recordsPerObject: 40,
		killCount: 10,
		segmentRowsMax: 3_000,
	});
	expect(result).toMatchObject({
		lost: 0,
		doubled: 0,
		altered: 0,
		made: 0,
		conflictCount: 0,
		// What was committed is never fetched again: each duplicate is one that was delivered twice.
		duplicateCount: result.againCount,
		oddLookCount: 0,
		readersAgree: true,
		suspendedWriterMet: 'lease-held',
		exitCode: 0,
	});
	const { transaction, committed, request, superseded } = result.kills;
	expect(transaction + committed + request + superseded).toBeGreaterThanOrEqual(9);
	expect(Math.min(transaction, committed, request)).toBeGreaterThan(0);
	expect(result.againCount / 20_000).toBeCloseTo(0.27, 1);
	expect(result.refusedSecondWriters).toBeGreaterThan(5);
	expect(result.storms).toBeGreaterThan(0);
	expect(result.damagedBodies).toBeGreaterThan(20);
	expect(result.lookCount).toBeGreaterThan(100);
});
