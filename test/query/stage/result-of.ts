import { createLocalEngine } from '../../../source/query/engine/index.ts';
import type { QueryResult } from '../../../source/query/port.ts';
import { segmentOf, snapshotOf, type Given } from '../engine/segments.ts';

const minuteMs = 60_000;
const fromMs = Date.parse('2026-03-01T12:00:00Z');

/** The result of a query over records of the first minute. */
export async function resultOf(text: string, records: readonly Given[]): Promise<QueryResult> {
	const engine = createLocalEngine(() => snapshotOf([segmentOf('one', records, fromMs)]), {
		derived: [],
		lookups: { table: name => ({ missing: `no table ${name}` }) },
	});
	const outcome = await engine.run(
		{ text, fromMs, toMs: fromMs + minuteMs, nowMs: fromMs + minuteMs, timeZone: 'UTC' },
		{},
	);
	if (!outcome.ok) {
		throw new Error(JSON.stringify(outcome));
	}

	return outcome.result;
}
