import { expect, test } from 'vitest';
import { runHeavy } from '../query/engine/heavy-run.ts';

/** Bytes of the program, its records and its caches. */
const restBytes = 160e6;

test('a hundred heavy queries, one after another in one process, each end and leave nothing', async () => {
	const runs = await runHeavy(7, 100);
	expect(runs).toHaveLength(100);
	for (const { faults = [], text } of runs) {
		for (const { message, start, end } of faults) {
			expect(message, text).toMatch(
				/^(?:this (?:query needs more|text has more|makes more)|two columns are named )/,
			);
			expect(end, text).toBeGreaterThan(start);
		}
	}

	expect(runs.filter(({ leftBytes }) => leftBytes > restBytes)).toEqual([]);
});
