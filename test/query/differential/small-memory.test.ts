import { expect, test } from 'vitest';
import { MemoryBudget } from '../../../store/index.ts';
import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { RunRequest } from '../../../source/query/port.ts';
import { storeOf } from '../../cases/case-store.ts';
import { lookupsOf } from '../../cases/lookups.ts';
import { QueryWriter } from './queries.ts';
import { Random } from './random.ts';
import { randomRecords, rangeMs, starts } from './records.ts';

/** From none at all, over one where no dictionary may stay, to one where some of what is kept may. */
const budgets = [0, 9_000, 40_000, 150_000];
const recordsPerStore = 90;
const segmentRowsMax = 15;
/** So many runs share an engine's dictionaries at the same time. */
const runsAtOnce = 4;
const roundsPerBudget = 60;

/**
 * Numbers to twelve digits: sums of parts that were kept are added in another order than those that were not,
 * and the last digits of a deviation tell in which.
 */
function rounded(value: unknown): unknown {
	if (typeof value === 'number') {
		return Number.isInteger(value) ? value : Number(value.toPrecision(12));
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	return Array.isArray(value)
		? value.map(rounded)
		: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

test.each(budgets)(
	'with room for %i bytes, runs that overlap answer as one alone with all the room',
	async bytesMax => {
		let filledCount = 0;
		for (const [index, fromMs] of starts.entries()) {
			const random = new Random(bytesMax + index);
			const records = randomRecords(random, fromMs, recordsPerStore, segmentRowsMax, index === 1);
			const store = await storeOf(records, segmentRowsMax);
			const snapshot = store.snapshot();
			const options = { derived: [], lookups: lookupsOf({}) };
			const roomy = createLocalEngine(() => snapshot, options);
			const tight = createLocalEngine(() => snapshot, options, new MemoryBudget(bytesMax));
			const request = (): RunRequest => ({
				text: new QueryWriter(random).write(),
				fromMs: random.chance(0.2) ? fromMs + 3_600_000 : fromMs,
				toMs: fromMs + rangeMs,
				nowMs: fromMs + rangeMs,
				timeZone: 'UTC',
			});
			for (let round = 0; round < roundsPerBudget; round++) {
				const once = Array.from({ length: runsAtOnce }, request);
				// The first one twice: it meets what its double has kept so far.
				const requests = [...once, ...once.slice(0, 1)];
				const found = await Promise.all(requests.map(one => tight.run(one)));
				for (const [place, one] of requests.entries()) {
					const expected = await roomy.run(one);
					expect(rounded(found[place]), one.text).toEqual(rounded(expected));
					filledCount += expected.ok && expected.result.rowCount > 0 ? 1 : 0;
				}
			}

			await store.close();
		}

		expect(filledCount).toBeGreaterThan(300);
	},
);
