import { expect, test } from 'vitest';
import { expectUnharmed, killRun } from '../ingest/kill-run.ts';

test('killed sixty times while 180,000 records arrive through storms and damage, nothing is lost and nothing doubled', async () => {
	const result = await killRun({
		seed: 60,
		recordCount: 180_000,
		recordsPerObject: 30,
		killCount: 60,
		segmentRowsMax: 20_000,
	});
	expectUnharmed(result);
	const { transaction, committed, request } = result.kills;
	expect(Math.min(transaction, committed, request)).toBeGreaterThan(10);
	expect(result.storms).toBeGreaterThan(10);
	expect(result.damagedBodies).toBeGreaterThan(300);
});
