import { expect, test } from 'vitest';
import { runHeavy } from './heavy-run.ts';

/** Bytes of the program, its records and its caches. */
const restBytes = 110e6;

test('thirty queries that want too much end as answers or as faults with a place, and leave nothing', async () => {
	const runs = await runHeavy(20261129, 30);
	expect(runs).toHaveLength(30);
	const faults = runs.flatMap(({ faults: found = [], text }) =>
		found.map(fault => ({ ...fault, text })),
	);
	for (const { message, start, end, text } of faults) {
		expect(message, text).toMatch(/^this (?:query needs more than the 48 MB|text has more|makes)/);
		expect(end, text).toBeGreaterThan(start);
		expect(text.length).toBeGreaterThanOrEqual(end);
	}

	expect(faults.length).toBeGreaterThan(15);
	expect(runs.length - faults.length).toBeGreaterThan(3);
	expect(runs.filter(({ leftBytes }) => leftBytes > restBytes)).toEqual([]);
});
