import { expect, test } from 'vitest';
import { killRun } from '../ingest/kill-run.ts';

test('killed sixty times while 180,000 records arrive through storms and damage, nothing is lost and nothing doubled', async () => {
	const result = await killRun({
		seed: 60,
		recordCount: 180_000,
		recordsPerObject: 30,
		killCount: 60,
		segmentRowsMax: 20_000,
	});
	expect(result).toMatchObject({
		lost: 0,
		doubled: 0,
		altered: 0,
		made: 0,
		conflictCount: 0,
		duplicateCount: result.againCount,
		oddLookCount: 0,
		readersAgree: true,
		suspendedWriterMet: 'lease-held',
		exitCode: 0,
	});
	const { transaction, committed, request } = result.kills;
	expect(Math.min(transaction, committed, request)).toBeGreaterThan(10);
	expect(result.againCount / 180_000).toBeCloseTo(0.27, 1);
	expect(result.storms).toBeGreaterThan(10);
	expect(result.damagedBodies).toBeGreaterThan(300);
});
